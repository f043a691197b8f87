// SPDX-License-Identifier: MIT
#include "tests/support/synthetic_run.h"
#include "ui/view/finding_marks.h"
#include "ui/view/severity.h"
#include "ui/view/theme.h"
#include "ui/view/timeline_geometry.h"
#include "ui/view/timeline_painter.h"

#include <QImage>
#include <QPainter>
#include <QTest>

#include <set>

namespace tst_ui_timeline {

using namespace redial;
using namespace std::chrono_literals;

namespace {

struct Folded
{
    EventLog log;
    TimelineIndex index;
    LinkHistory history;

    void fold()
    {
        for (EventNumber number = 1; number <= log.size(); ++number) {
            index.add(log, number);
            history.add(log, number);
        }
    }
    TimeRange whole() const { return {0s, runTimeOf(log, log.size()) + 1ms}; }
};

QImage painted(const Folded& run, const TimeRange& range, const QSize& size)
{
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    QPainter painter(&image);
    const TimelineRows rows = layOutRows(run.index, run.history, size, 90, 16);
    paintTimeline(painter, rows,
                  layOutTimeline(run.index, run.history, {}, range, rows.plot.width()), run.log,
                  Theme::from(lightPalette()));
    return image;
}

} // namespace

class TestUiTimeline : public QObject
{
    Q_OBJECT
private slots:
    void theTimelineDrawsOneMarkForEventsThatShareAPixel();
    void theTimelineCoversEveryColumnThatHasAnEvent();
    void abnormalEventsAreDrawnWhateverLiesOnThem();
    void lateEventsAreSortedIn();
    void theNearestEventIsTheOneUnderThePointer();
    void timesThatAFileMakesUpAreSafe();
    void theLinksLifeIsTold();
    void spansBelowAPixelAreThinnedOut();
    void theSameArgumentsGiveTheSamePixels();
    void findingsOfOneColumnAreOnePlace();
    void findingsAreDrawnInTheVerdictsLane();
};

void TestUiTimeline::theTimelineDrawsOneMarkForEventsThatShareAPixel()
{
    Folded run;
    SyntheticRun(run.log).many(100'000, 0);
    run.fold();
    const auto geometry = layOutTimeline(run.index, run.history, {}, run.whole(), 1200);
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

void TestUiTimeline::theTimelineCoversEveryColumnThatHasAnEvent()
{
    Folded run;
    SyntheticRun(run.log).station(6);
    run.fold();
    for (const TimeRange& range : {run.whole(), TimeRange{3s, 5s}, TimeRange{8s, 8s + 300ms}}) {
        const auto geometry = layOutTimeline(run.index, run.history, {}, range, 777);
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
            const int row =
                TimelineIndex::rowOf(header.lane, TimelineIndex::sideOf(run.log, number));
            QVERIFY(covered.contains({row, columnAt(time, range, 777)}));
        }
    }
}

void TestUiTimeline::abnormalEventsAreDrawnWhateverLiesOnThem()
{
    Folded run;
    SyntheticRun(run.log).many(100'000, 10'000);
    run.fold();
    const auto geometry = layOutTimeline(run.index, run.history, {}, run.whole(), 300);
    QCOMPARE(geometry.abnormal.size(), std::size_t{10});
    for (const TimelineMark& mark : geometry.abnormal)
        QCOMPARE(severityOf(run.log, mark.event), Severity::Abnormal);
}

void TestUiTimeline::lateEventsAreSortedIn()
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

void TestUiTimeline::theNearestEventIsTheOneUnderThePointer()
{
    Folded run;
    SyntheticRun(run.log).station(3);
    run.fold();
    for (EventNumber number = 1; number <= run.log.size(); ++number) {
        const EventHeader& header = run.log.header(number);
        const int row = TimelineIndex::rowOf(header.lane, TimelineIndex::sideOf(run.log, number));
        const RunTime time = runTimeOf(run.log, number);
        const auto found = run.index.nearest(row, time, 0ns);
        QVERIFY(found.has_value());
        QCOMPARE(runTimeOf(run.log, *found), time);
    }
    QVERIFY(!run.index.nearest(0, 24h, 1s).has_value());
}

void TestUiTimeline::timesThatAFileMakesUpAreSafe()
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

void TestUiTimeline::theLinksLifeIsTold()
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

void TestUiTimeline::spansBelowAPixelAreThinnedOut()
{
    Folded run;
    SyntheticRun(run.log).station(2'000, 2, 0);
    run.fold();
    const auto geometry = layOutTimeline(run.index, run.history, {}, run.whole(), 600);
    QVERIFY(run.history.client().size() > 10'000);
    QVERIFY(geometry.client.size() <= 1200);
    QVERIFY(geometry.accepted.size() <= 600);
}

void TestUiTimeline::theSameArgumentsGiveTheSamePixels()
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

void TestUiTimeline::findingsOfOneColumnAreOnePlace()
{
    const QString p5 = QStringLiteral("P05");
    const QString p9 = QStringLiteral("P09");
    // Not in order; the last one lies outside of what is shown.
    const auto places = layOutFindings(
        {{5s, 50, p9}, {1s, 10, p5}, {1s, 11, p9}, {1s, 12, p9}, {11s, 99, p5}}, {0s, 10s}, 1000);
    QCOMPARE(places.size(), std::size_t{2});
    QVERIFY((places[0] == FindingPlace{100, 400, 10, QStringLiteral("P05 P09")}));
    QVERIFY((places[1] == FindingPlace{500, 500, 50, p9}));
    QVERIFY(layOutFindings({}, {0s, 10s}, 1000).empty());
}

void TestUiTimeline::findingsAreDrawnInTheVerdictsLane()
{
    Folded run;
    SyntheticRun(run.log).station(3);
    run.fold();
    const QSize size(900, 300);
    const TimelineRows rows = layOutRows(run.index, run.history, size, 90, 16);
    const auto lane = verdictPlace(rows);
    QVERIFY(lane);
    const Theme theme = Theme::from(lightPalette());
    QImage image = painted(run, run.whole(), size);
    const QImage before = image;
    QPainter painter(&image);
    paintFindings(painter, rows,
                  layOutFindings({{1s, 3, QStringLiteral("P05")}}, run.whole(), rows.plot.width()),
                  theme);
    painter.end();
    const int x = rows.plot.x() + columnAt(1s, run.whole(), rows.plot.width());
    QCOMPARE(image.pixelColor(x, lane->y + lane->height / 2), theme.abnormal);
    for (int y = 0; y < size.height(); ++y) {
        if (y < lane->y || y >= lane->y + lane->height)
            QCOMPARE(image.pixelColor(x, y), before.pixelColor(x, y));
    }
}

QTEST_MAIN(TestUiTimeline)

} // namespace tst_ui_timeline

#include "tst_ui_timeline.moc"
