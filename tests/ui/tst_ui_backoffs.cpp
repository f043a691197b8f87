// SPDX-License-Identifier: MIT
#include "tests/support/synthetic_run.h"
#include "ui/view/backoff_geometry.h"
#include "ui/view/backoff_painter.h"

#include <QTest>

namespace tst_ui_backoffs {

using namespace redial;
using namespace std::chrono_literals;

class TestUiBackoffs : public QObject
{
    Q_OBJECT
private slots:
    void aBackoffKnowsItsBoundsAndItsActualWait();
    void aStoppedBackoffHasNoActualWait();
    void aDelayOutsideItsBoundsIsAlwaysDrawn();
    void delayScalesMapBothEnds_data();
    void delayScalesMapBothEnds();
};

void TestUiBackoffs::aBackoffKnowsItsBoundsAndItsActualWait()
{
    EventLog log;
    SyntheticRun(log).station(2, 3);
    BackoffSeries series;
    for (EventNumber number = 1; number <= log.size(); ++number)
        series.add(log, number);
    QCOMPARE(series.points().size(), std::size_t{4});
    for (const BackoffPoint& point : series.points()) {
        QVERIFY(!point.outside());
        QVERIFY(*point.low <= point.scheduled && point.scheduled <= *point.high);
        QVERIFY(*point.actual >= point.scheduled);
        QVERIFY(*point.actual - point.scheduled < 1ms);
    }
    QCOMPARE(series.marks().front().kind, BackoffMark::Ready);
}

void TestUiBackoffs::aStoppedBackoffHasNoActualWait()
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

void TestUiBackoffs::aDelayOutsideItsBoundsIsAlwaysDrawn()
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

void TestUiBackoffs::delayScalesMapBothEnds_data()
{
    QTest::addColumn<bool>("logarithmic");
    QTest::newRow("linear") << false;
    QTest::newRow("logarithmic") << true;
}

void TestUiBackoffs::delayScalesMapBothEnds()
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

QTEST_MAIN(TestUiBackoffs)

} // namespace tst_ui_backoffs

#include "tst_ui_backoffs.moc"
