// SPDX-License-Identifier: MIT
// Time of a frame of the timeline with a million events, beside filling the same pixels; and how
// long the whole window keeps its event loop while 10,000 events a second come in, while a file is
// opened, filtered and exported.
#include "core/log/run_file_writer.h"
#include "tests/support/synthetic_run.h"
#include "ui/panels/event_list_panel.h"
#include "ui/panels/filter_bar.h"
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
#include <cmath>
#include <cstdio>
#include <functional>
#include <time.h>
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
            const auto g = layOutTimeline(index, history, {}, shown, rows.plot.width());
            marks = g.marks.size() + g.abnormal.size();
        });
        const double frame = medianMilliseconds(51, [&] {
            paintTimeline(painter, rows,
                          layOutTimeline(index, history, {}, shown, rows.plot.width()), log, theme);
        });
        std::printf("  %-7s geometry %.3f ms, frame %.3f ms (%.1f fills), %zu marks\n", name,
                    geometry, frame, frame / fill, marks);
    }
}

// What this thread has worked: what other programs take from it does not count.
double threadMilliseconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

// Measures how long the event loop is kept, turn by turn, until `done` says so.
void watchLoop(const char* what, const std::function<void()>& eachTurn,
               const std::function<bool(double seconds)>& done)
{
    QEventLoop loop;
    QElapsedTimer elapsed;
    QTimer turns;
    std::vector<double> gaps;
    double worstWork = 0;
    double workBefore = threadMilliseconds();
    qint64 last = 0;
    elapsed.start();
    turns.setTimerType(Qt::PreciseTimer);
    QObject::connect(&turns, &QTimer::timeout, &loop, [&] {
        const qint64 now = elapsed.nsecsElapsed();
        gaps.push_back(static_cast<double>(now - last) / 1e6);
        const double work = threadMilliseconds();
        worstWork = std::max(worstWork, work - workBefore);
        workBefore = work;
        last = now;
        eachTurn();
        if (done(static_cast<double>(now) / 1e9))
            loop.quit();
    });
    turns.start(1);
    loop.exec();
    std::sort(gaps.begin(), gaps.end());
    std::printf("%s: %.2f s, worst turn of the event loop %.1f ms (%.1f ms of work), 99.9 %% below "
                "%.1f ms, median "
                "%.1f ms\n",
                what, static_cast<double>(last) / 1e9, gaps.back(), worstWork,
                gaps[gaps.size() * 999 / 1000], gaps[gaps.size() / 2]);
}

void appending(int before, int perSecond, double seconds)
{
    auto log = std::make_shared<EventLog>();
    SyntheticRun run(*log);
    run.many(before);
    MainWindow window;
    window.show();
    window.showLog(log, {});
    window.document().catchUp();
    QApplication::processEvents();
    const auto begin = std::chrono::steady_clock::now();
    double appended = 0;
    const auto append = [&] {
        const std::chrono::duration<double> span = std::chrono::steady_clock::now() - begin;
        const double wanted = std::floor(span.count() * perSecond);
        if (wanted > appended)
            run.many(static_cast<int>(wanted - appended));
        appended = wanted;
    };
    const auto what =
        QStringLiteral("window, log of %1 events, %2 more a second").arg(before).arg(perSecond);
    watchLoop(qPrintable(what), append, [&](double now) { return now > seconds; });
}

void opening(int events)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("run.jsonl"));
    {
        EventLog log;
        SyntheticRun(log).many(events);
        if (!saveRunFile(path, {}, log))
            return;
    }
    MainWindow window;
    window.show();
    QApplication::processEvents();
    window.openFile(path);
    const auto busy = [&] {
        return window.task().isRunning() || window.document().busy() ||
               window.verdict().isJudging();
    };
    watchLoop(
        qPrintable(QStringLiteral("opening a file of %1 events").arg(events)), [] {},
        [&](double) { return !busy(); });
    window.eventList().filterBar().setRegularExpression(true);
    window.eventList().filterBar().setText(QStringLiteral("size=.*99|protocol"));
    watchLoop(
        "filtering them by a regular expression", [] {}, [&](double) { return !busy(); });
    window.exportTable(folder.filePath(QStringLiteral("events.csv")));
    watchLoop(
        "exporting what is left as CSV", [] {}, [&](double) { return !busy(); });
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
    appending(0, 0, 3);
    appending(0, 10'000, 5);
    appending(1'000'000, 10'000, 5);
    opening(1'000'000);
    return 0;
}
