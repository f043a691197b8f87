// SPDX-License-Identifier: MIT
// Time of a frame of the timeline with a million events, beside filling the same pixels; and how
// long the whole window keeps its event loop while 10,000 events a second come in.
#include "tests/support/synthetic_run.h"
#include "ui/view/theme.h"
#include "ui/view/timeline_painter.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QImage>
#include <QPainter>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

using namespace redial;

namespace {

double medianMilliseconds(int times, const std::function<void()>& work)
{
    std::vector<double> spans;
    for (int i = 0; i < times; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double, std::milli> span =
            std::chrono::steady_clock::now() - begin;
        spans.push_back(span.count());
    }
    std::nth_element(spans.begin(), spans.begin() + times / 2, spans.end());
    return spans[static_cast<std::size_t>(times / 2)];
}

void frames(int events)
{
    EventLog log;
    SyntheticRun(log).many(events, 1000);
    TimelineIndex index;
    LinkHistory history;
    for (EventNumber number = 1; number <= log.size(); ++number) {
        index.add(log, number);
        history.add(log, number);
    }
    const QSize size(1200, 300);
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    const Theme theme = Theme::from(lightPalette());
    const TimelineRows rows = layOutRows(index, history, size, 90, 16);
    const RunTime end = runTimeOf(log, log.size());
    QPainter painter(&image);
    const double fill =
        medianMilliseconds(201, [&] { painter.fillRect(image.rect(), theme.base); });
    std::printf("timeline, %d events, 1200x300; filling the same pixels: %.3f ms\n", events, fill);
    for (const auto& [name, share] : {std::pair{"all", 1.0}, {"1 %", 0.01}, {"0.01 %", 0.0001}}) {
        const TimeRange range{end / 3, end / 3 + RunTime(static_cast<std::int64_t>(
                                                     static_cast<double>(end.count()) * share))};
        const TimeRange shown = share == 1.0 ? TimeRange{RunTime(0), end} : range;
        std::size_t marks = 0;
        const double geometry = medianMilliseconds(51, [&] {
            const auto g = layOutTimeline(index, history, shown, rows.plot.width());
            marks = g.marks.size() + g.abnormal.size();
        });
        const double frame = medianMilliseconds(51, [&] {
            paintTimeline(painter, rows, layOutTimeline(index, history, shown, rows.plot.width()),
                          log, theme);
        });
        std::printf("  %-7s geometry %.3f ms, frame %.3f ms (%.1f fills), %zu marks\n", name,
                    geometry, frame, frame / fill, marks);
    }
}

// The longest time between two turns of the event loop while `perSecond` events are appended for
// `seconds`, to a log that held `before` already.
void stalls(int before, int perSecond, int seconds)
{
    auto log = std::make_shared<EventLog>();
    SyntheticRun run(*log);
    if (before > 0)
        run.many(before);
    MainWindow window;
    window.show();
    window.showLog(log, {});
    window.document().catchUp();
    QApplication::processEvents();

    QEventLoop loop;
    QElapsedTimer elapsed;
    QTimer turns;
    std::vector<double> gaps;
    qint64 last = 0;
    qint64 appended = 0;
    elapsed.start();
    turns.setTimerType(Qt::PreciseTimer);
    QObject::connect(&turns, &QTimer::timeout, &loop, [&] {
        const qint64 now = elapsed.nsecsElapsed();
        gaps.push_back(static_cast<double>(now - last) / 1e6);
        last = now;
        const qint64 wanted = now / 1'000'000 * perSecond / 1000;
        if (wanted > appended)
            run.many(static_cast<int>(wanted - appended));
        appended = std::max(appended, wanted);
        if (now > qint64{1'000'000'000} * seconds)
            loop.quit();
    });
    turns.start(1);
    loop.exec();
    std::sort(gaps.begin(), gaps.end());
    std::printf("window, log of %d events, %d more a second for %d s: worst turn of the event loop "
                "%.1f ms, 99.9 %% below %.1f ms, median %.1f ms; %zu of %llu events shown\n",
                before, perSecond, seconds, gaps.back(), gaps[gaps.size() * 999 / 1000],
                gaps[gaps.size() / 2], window.document().visible().size(),
                static_cast<unsigned long long>(log->size()));
}

} // namespace

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QTemporaryDir settings;
    qputenv("XDG_DATA_HOME", settings.path().toLocal8Bit());
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
    QApplication application(argc, argv);
    QApplication::setStyle(QStringLiteral("fusion"));
    frames(100'000);
    frames(1'000'000);
    stalls(0, 0, 3);
    stalls(0, 10'000, 5);
    stalls(1'000'000, 10'000, 5);
    return 0;
}
