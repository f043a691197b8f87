// SPDX-License-Identifier: MIT
#include "tests/support/synthetic_run.h"
#include "ui/view/backoff_geometry.h"
#include "ui/view/backoff_painter.h"
#include "ui/view/severity.h"
#include "ui/view/theme.h"
#include "ui/view/timeline_geometry.h"
#include "ui/view/timeline_painter.h"
#include "ui/view/zoom_stack.h"

#include <QImage>
#include <QPainter>
#include <QTest>

#include <set>

using namespace redial;
using namespace std::chrono_literals;

namespace {

struct Folded
{
    EventLog log;
    TimelineIndex index;
    LinkHistory history;
    BackoffSeries backoffs;

    void fold()
    {
        for (EventNumber number = 1; number <= log.size(); ++number) {
            index.add(log, number);
            history.add(log, number);
            backoffs.add(log, number);
        }
    }
    TimeRange whole() const { return {0s, runTimeOf(log, log.size()) + 1ms}; }
};

QImage painted(const Folded& run, const TimeRange& range, const QSize& size)
{
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    QPainter painter(&image);
    const TimelineRows rows = layOutRows(run.index, run.history, size, 90, 16);
    paintTimeline(painter, rows, layOutTimeline(run.index, run.history, range, rows.plot.width()),
                  run.log, Theme::from(lightPalette()));
    return image;
}

} // namespace

class TestUiView : public QObject
{
    Q_OBJECT
private slots:
    void aTimeAndItsPixelAreEachOthersInverse();
    void pixelsOfExtremeTimesAreSafeToDraw();
    void zoomingKeepsTheAnchorOnItsPixel();
    void zoomingNeverGoesBelowTheShortestRange();
    void ticksAreRoundAndFarEnoughApart_data();
    void ticksAreRoundAndFarEnoughApart();
    void anAxisTextHasTheDigitsItsStepNeeds_data();
    void anAxisTextHasTheDigitsItsStepNeeds();
    void wheelStepsInARowAreOneStepBack();
    void aFittedViewGrowsWithTheRun();
    void aFollowingViewKeepsItsScaleAndTheEnd();
    void aPannedViewStaysWhereItIs();
    void theTimelineDrawsOneMarkForEventsThatShareAPixel();
    void theTimelineCoversEveryColumnThatHasAnEvent();
    void abnormalEventsAreDrawnWhateverLiesOnThem();
    void lateEventsAreSortedIn();
    void theNearestEventIsTheOneUnderThePointer();
    void timesThatAFileMakesUpAreSafe();
    void theLinksLifeIsTold();
    void spansBelowAPixelAreThinnedOut();
    void theSameArgumentsGiveTheSamePixels();
    void aBackoffKnowsItsBoundsAndItsActualWait();
    void aStoppedBackoffHasNoActualWait();
    void aDelayOutsideItsBoundsIsAlwaysDrawn();
    void delayScalesMapBothEnds_data();
    void delayScalesMapBothEnds();
    void everyTextColourHasContrast_data();
    void everyTextColourHasContrast();
};

void TestUiView::aTimeAndItsPixelAreEachOthersInverse()
{
    const TimeRange range{5s, 65s};
    for (int x = 0; x < 1200; x += 7)
        QCOMPARE(columnAt(timeAt(x + 0.5, range, 1200), range, 1200), x);
    QCOMPARE(pixelAt(5s, range, 1200), 0.0);
    QCOMPARE(pixelAt(65s, range, 1200), 1200.0);
}

void TestUiView::pixelsOfExtremeTimesAreSafeToDraw()
{
    const TimeRange range{0s, 1us};
    QCOMPARE(pixelAt(RunTime::max(), range, 1200), 1e6);
    QCOMPARE(pixelAt(RunTime::min(), range, 1200), -1e6);
    QCOMPARE(pixelAt(3s, {2s, 2s}, 1200), 0.0);
    QCOMPARE(pixelAt(3s, range, 0), 0.0);
    QCOMPARE(timeAt(10, range, 0), RunTime(0));
}

void TestUiView::zoomingKeepsTheAnchorOnItsPixel()
{
    const TimeRange range{10s, 110s};
    const RunTime anchor = 35s;
    const double before = pixelAt(anchor, range, 1000);
    const TimeRange closer = zoomed(range, anchor, 0.5);
    QCOMPARE(closer.length(), RunTime(50s));
    QVERIFY(std::abs(pixelAt(anchor, closer, 1000) - before) < 0.01);
}

void TestUiView::zoomingNeverGoesBelowTheShortestRange()
{
    TimeRange range{0s, 10s};
    for (int i = 0; i < 200; ++i)
        range = zoomed(range, 3s, 0.5);
    QCOMPARE(range.length(), shortestRange);
    QVERIFY(range.begin <= 3s && range.end >= 3s);
}

void TestUiView::ticksAreRoundAndFarEnoughApart_data()
{
    QTest::addColumn<qint64>("length");
    QTest::addColumn<qint64>("step");
    const auto row = [](const char* name, std::chrono::nanoseconds length,
                        std::chrono::nanoseconds step) {
        QTest::newRow(name) << qint64{length.count()} << qint64{step.count()};
    };
    row("10 µs", 10us, 1us);
    row("1 s", 1s, 100ms);
    row("a minute", 60s, 10s);
    row("an hour", 1h, 10min);
    row("a day", 24h, 6h);
    row("ten years", 24h * 3650, 24h * 7 * 53);
}

void TestUiView::ticksAreRoundAndFarEnoughApart()
{
    QFETCH(qint64, length);
    QFETCH(qint64, step);
    const TimeRange range{0s, RunTime(length)};
    const Ticks ticks = ticksOf(range, 1000, 100);
    QCOMPARE(qint64{ticks.step.count()}, step);
    for (std::size_t i = 1; i < ticks.times.size(); ++i)
        QVERIFY(pixelAt(ticks.times[i], range, 1000) - pixelAt(ticks.times[i - 1], range, 1000) >=
                99.9);
}

void TestUiView::anAxisTextHasTheDigitsItsStepNeeds_data()
{
    QTest::addColumn<qint64>("time");
    QTest::addColumn<qint64>("step");
    QTest::addColumn<QString>("text");
    const auto row = [](std::chrono::nanoseconds time, std::chrono::nanoseconds step,
                        const QString& text) {
        QTest::newRow(qPrintable(text)) << qint64{time.count()} << qint64{step.count()} << text;
    };
    row(0s, 1s, QStringLiteral("0 s"));
    row(12500ms, 500ms, QStringLiteral("12.5 s"));
    row(12s, 1s, QStringLiteral("12 s"));
    row(250ms, 50ms, QStringLiteral("250 ms"));
    row(350us, 50us, QStringLiteral("350 µs"));
    row(125s, 5s, QStringLiteral("2 m 05 s"));
    row(125500ms, 500ms, QStringLiteral("2 m 05.5 s"));
    row(2h + 5min, 5min, QStringLiteral("2 h 05 m"));
    row(-2s, 1s, QStringLiteral("−2 s"));
}

void TestUiView::anAxisTextHasTheDigitsItsStepNeeds()
{
    QFETCH(qint64, time);
    QFETCH(qint64, step);
    QFETCH(QString, text);
    QCOMPARE(axisText(RunTime(time), RunTime(step)), text);
}

void TestUiView::wheelStepsInARowAreOneStepBack()
{
    ZoomStack zoom;
    zoom.setWhole({0s, 100s});
    for (int i = 0; i < 5; ++i)
        zoom.zoomAt(50s, 0.8);
    QVERIFY(zoom.visible().length() < 40s);
    zoom.back();
    QCOMPARE(zoom.visible(), (TimeRange{0s, 100s}));
    QVERIFY(zoom.fitted());
    QVERIFY(!zoom.canGoBack());
}

void TestUiView::aFittedViewGrowsWithTheRun()
{
    ZoomStack zoom;
    zoom.setWhole({0s, 10s});
    zoom.setWhole({0s, 20s});
    QCOMPARE(zoom.visible(), (TimeRange{0s, 20s}));
    zoom.zoomTo({5s, 6s});
    zoom.setWhole({0s, 30s});
    QCOMPARE(zoom.visible(), (TimeRange{5s, 6s}));
    zoom.fit();
    QCOMPARE(zoom.visible(), (TimeRange{0s, 30s}));
}

void TestUiView::aFollowingViewKeepsItsScaleAndTheEnd()
{
    ZoomStack zoom;
    zoom.setWhole({0s, 100s});
    zoom.zoomTo({20s, 30s});
    zoom.setFollowing(true);
    QCOMPARE(zoom.visible(), (TimeRange{90s, 100s}));
    zoom.setWhole({0s, 130s});
    QCOMPARE(zoom.visible(), (TimeRange{120s, 130s}));
}

void TestUiView::aPannedViewStaysWhereItIs()
{
    ZoomStack zoom;
    zoom.setWhole({0s, 100s});
    zoom.zoomTo({20s, 30s});
    zoom.setFollowing(true);
    zoom.panBy(-10s);
    QVERIFY(!zoom.following());
    zoom.setWhole({0s, 130s});
    QCOMPARE(zoom.visible(), (TimeRange{80s, 90s}));
    zoom.panBy(-500s);
    QCOMPARE(zoom.visible(), (TimeRange{0s, 10s}));
}

void TestUiView::theTimelineDrawsOneMarkForEventsThatShareAPixel()
{
    Folded run;
    SyntheticRun(run.log).many(100'000, 0);
    run.fold();
    const auto geometry = layOutTimeline(run.index, run.history, run.whole(), 1200);
    QVERIFY2(geometry.marks.size() <= 1200u * TimelineIndex::rows / 2,
             qPrintable(QString::number(geometry.marks.size())));
    QVERIFY(geometry.abnormal.empty());
    int row = -1;
    int end = 0;
    for (const TimelineMark& mark : geometry.marks) {
        if (mark.row != row)
            end = 0;
        QVERIFY(mark.x >= end);
        row = mark.row;
        end = mark.x + mark.width;
    }
}

void TestUiView::theTimelineCoversEveryColumnThatHasAnEvent()
{
    Folded run;
    SyntheticRun(run.log).station(6);
    run.fold();
    for (const TimeRange& range : {run.whole(), TimeRange{3s, 5s}, TimeRange{8s, 8s + 300ms}}) {
        const auto geometry = layOutTimeline(run.index, run.history, range, 777);
        std::set<std::pair<int, int>> covered;
        for (const TimelineMark& mark : geometry.marks) {
            for (int x = mark.x; x < mark.x + mark.width; ++x)
                covered.insert({mark.row, x});
        }
        for (EventNumber number = 1; number <= run.log.size(); ++number) {
            const EventHeader& header = run.log.header(number);
            const RunTime time = runTimeOf(run.log, number);
            if (!range.contains(time))
                continue;
            const int row = TimelineIndex::rowOf(header.lane, TimelineIndex::sideOf(header.source));
            QVERIFY(covered.contains({row, columnAt(time, range, 777)}));
        }
    }
}

void TestUiView::abnormalEventsAreDrawnWhateverLiesOnThem()
{
    Folded run;
    SyntheticRun(run.log).many(100'000, 10'000);
    run.fold();
    const auto geometry = layOutTimeline(run.index, run.history, run.whole(), 300);
    QCOMPARE(geometry.abnormal.size(), std::size_t{10});
    for (const TimelineMark& mark : geometry.abnormal)
        QCOMPARE(severityOf(run.log, mark.event), Severity::Abnormal);
}

void TestUiView::lateEventsAreSortedIn()
{
    TimelineTrack track;
    for (int time : {10, 30, 20, 40, 5})
        track.insert(RunTime(time), static_cast<EventNumber>(time));
    for (std::size_t i = 1; i < track.size(); ++i)
        QVERIFY(track.time(i - 1) <= track.time(i));
    QCOMPARE(track.number(track.firstNotBefore(RunTime(15))), EventNumber{20});
    QCOMPARE(track.firstNotBefore(RunTime(41)), track.size());
    QCOMPARE(track.firstNotBefore(RunTime(0)), std::size_t{0});
}

void TestUiView::theNearestEventIsTheOneUnderThePointer()
{
    Folded run;
    SyntheticRun(run.log).station(3);
    run.fold();
    for (EventNumber number = 1; number <= run.log.size(); ++number) {
        const EventHeader& header = run.log.header(number);
        const int row = TimelineIndex::rowOf(header.lane, TimelineIndex::sideOf(header.source));
        const RunTime time = runTimeOf(run.log, number);
        const auto found = run.index.nearest(row, time, 0ns);
        QVERIFY(found.has_value());
        QCOMPARE(runTimeOf(run.log, *found), time);
    }
    QVERIFY(!run.index.nearest(0, 24h, 1s).has_value());
}

void TestUiView::timesThatAFileMakesUpAreSafe()
{
    Folded run;
    for (const auto time : {RunTime(0), RunTime::max(), RunTime::min(), RunTime(5)}) {
        EventHeader header;
        header.time = MonotonicTime(time);
        header.kind = EventKind::Online;
        header.lane = Lane::Controller;
        run.log.append(header, {});
    }
    run.fold();
    const RunTime century = 24h * 365 * 100;
    QCOMPARE(runTimeOf(run.log, 2), century);
    QCOMPARE(runTimeOf(run.log, 3), -century);
    QVERIFY(!painted(run, {-century, century}, {900, 300}).isNull());
    QVERIFY(!painted(run, {-1s, 1s}, {900, 300}).isNull());
}

void TestUiView::theLinksLifeIsTold()
{
    Folded run;
    SyntheticRun(run.log).station(2, 1, 1);
    run.fold();
    std::vector<LinkPhase> phases;
    for (const LinkSpan& span : run.history.client())
        phases.push_back(span.phase);
    using enum LinkPhase;
    QCOMPARE(phases, (std::vector{Connecting, Open, Online, BackingOff, Connecting, BackingOff,
                                  Connecting, Open, Online}));
    for (std::size_t i = 1; i < run.history.client().size(); ++i)
        QVERIFY(*run.history.client()[i - 1].end <= run.history.client()[i].begin);
    QVERIFY(!run.history.client().back().end.has_value());
    QCOMPARE(run.history.accepted().size(), std::size_t{2});
    QVERIFY(run.history.accepted().front().end.has_value());
    QVERIFY(!run.history.accepted().back().end.has_value());
}

void TestUiView::spansBelowAPixelAreThinnedOut()
{
    Folded run;
    SyntheticRun(run.log).station(2'000, 2, 0);
    run.fold();
    const auto geometry = layOutTimeline(run.index, run.history, run.whole(), 600);
    QVERIFY(run.history.client().size() > 10'000);
    QVERIFY(geometry.client.size() <= 1200);
    QVERIFY(geometry.accepted.size() <= 600);
}

void TestUiView::theSameArgumentsGiveTheSamePixels()
{
    Folded run;
    SyntheticRun(run.log).station(4);
    run.fold();
    Folded again;
    SyntheticRun(again.log).station(4);
    again.fold();
    QCOMPARE(painted(run, run.whole(), {900, 300}), painted(again, again.whole(), {900, 300}));
    QVERIFY(painted(run, run.whole(), {900, 300}) != painted(run, {0s, 2s}, {900, 300}));
}

void TestUiView::aBackoffKnowsItsBoundsAndItsActualWait()
{
    Folded run;
    SyntheticRun(run.log).station(2, 3);
    run.fold();
    QCOMPARE(run.backoffs.points().size(), std::size_t{4});
    for (const BackoffPoint& point : run.backoffs.points()) {
        QVERIFY(!point.outside());
        QVERIFY(*point.low <= point.scheduled && point.scheduled <= *point.high);
        QVERIFY(*point.actual >= point.scheduled);
        QVERIFY(*point.actual - point.scheduled < 1ms);
    }
    QCOMPARE(run.backoffs.marks().front().kind, BackoffMark::Ready);
}

void TestUiView::aStoppedBackoffHasNoActualWait()
{
    EventLog log;
    VirtualClock clock;
    EventRecorder client(log, clock, Source::Client);
    client.record(EventKind::BackoffScheduled, {{FieldKey::DelayNs, 1s}});
    clock.advance(300ms);
    client.record(EventKind::Stopped);
    clock.advance(10s);
    client.record(EventKind::Connecting);
    BackoffSeries series;
    for (EventNumber number = 1; number <= log.size(); ++number)
        series.add(log, number);
    QVERIFY(!series.points().front().actual.has_value());
}

void TestUiView::aDelayOutsideItsBoundsIsAlwaysDrawn()
{
    EventLog log;
    VirtualClock clock;
    EventRecorder client(log, clock, Source::Client);
    for (int i = 0; i < 1000; ++i) {
        client.record(EventKind::BackoffScheduled, {{FieldKey::DelayNs, i == 505 ? 3ms : 1ms},
                                                    {FieldKey::LowNs, 1ms},
                                                    {FieldKey::HighNs, 2ms}});
        clock.advance(1ms);
        client.record(EventKind::Connecting);
    }
    BackoffSeries series;
    for (EventNumber number = 1; number <= log.size(); ++number)
        series.add(log, number);
    const auto scale = DelayScale::fitting(series.shortest(), series.longest(), false);
    const auto geometry = layOutBackoffs(series, {0s, 1s}, 100, 100, scale);
    QVERIFY(geometry.boxes.size() <= 110);
    QCOMPARE(std::count_if(geometry.boxes.begin(), geometry.boxes.end(),
                           [](const BackoffBox& box) { return box.outside; }),
             1);
}

void TestUiView::delayScalesMapBothEnds_data()
{
    QTest::addColumn<bool>("logarithmic");
    QTest::newRow("linear") << false;
    QTest::newRow("logarithmic") << true;
}

void TestUiView::delayScalesMapBothEnds()
{
    QFETCH(bool, logarithmic);
    const auto scale = DelayScale::fitting(400ms, 30s, logarithmic);
    QCOMPARE(scale.heightOf(scale.least, 200), 0.0);
    QCOMPARE(scale.heightOf(scale.most, 200), 200.0);
    QCOMPARE(scale.heightOf(1h, 200), 200.0);
    QCOMPARE(scale.heightOf(0s, 200), 0.0);
    QVERIFY(scale.heightOf(500ms, 200) < scale.heightOf(1s, 200));
    const auto ticks = scale.ticks(200, 20);
    QVERIFY(ticks.size() >= 3);
    for (std::size_t i = 1; i < ticks.size(); ++i)
        QVERIFY(scale.heightOf(ticks[i], 200) - scale.heightOf(ticks[i - 1], 200) >= 19.9);
    const auto nothing = DelayScale::fitting(0s, 0s, logarithmic);
    QVERIFY(nothing.most > nothing.least);
}

void TestUiView::everyTextColourHasContrast_data()
{
    QTest::addColumn<QPalette>("palette");
    QTest::newRow("light") << lightPalette();
    QTest::newRow("dark") << darkPalette();
}

void TestUiView::everyTextColourHasContrast()
{
    QFETCH(QPalette, palette);
    const Theme theme = Theme::from(palette);
    const auto verify = [](const QColor& text, const QColor& ground, const QString& what) {
        const double contrast = contrastOf(text, ground);
        QVERIFY2(contrast >= 4.5, qPrintable(QStringLiteral("%1: %2").arg(what).arg(contrast)));
    };
    for (const QColor& ground : {theme.base, theme.alternate}) {
        verify(theme.text, ground, QStringLiteral("text"));
        verify(theme.fadedText, ground, QStringLiteral("faded text"));
        verify(theme.abnormal, ground, QStringLiteral("abnormal"));
        verify(theme.warning, ground, QStringLiteral("warning"));
        verify(theme.good, ground, QStringLiteral("good"));
        for (std::size_t i = 0; i < theme.lanes.size(); ++i)
            verify(theme.lanes.at(i), ground, QStringLiteral("lane %1").arg(i));
    }
    for (const QColor& phase : theme.phases)
        verify(theme.phaseText, phase, QStringLiteral("phase"));
    for (auto group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled}) {
        verify(palette.color(group, QPalette::WindowText), palette.color(group, QPalette::Window),
               QStringLiteral("window"));
        verify(palette.color(group, QPalette::ButtonText), palette.color(group, QPalette::Button),
               QStringLiteral("button"));
        verify(palette.color(group, QPalette::PlaceholderText),
               palette.color(group, QPalette::Base), QStringLiteral("placeholder"));
        verify(palette.color(group, QPalette::HighlightedText),
               palette.color(group, QPalette::Highlight), QStringLiteral("highlight"));
    }
}

QTEST_MAIN(TestUiView)
#include "tst_ui_view.moc"
