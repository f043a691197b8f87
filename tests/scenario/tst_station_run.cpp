// SPDX-License-Identifier: MIT
// A run of a station in virtual time.
#include "core/report/run_failure.h"
#include "core/scenario/demo.h"
#include "tests/scenario/run_fixture.h"

#include <QSignalSpy>
#include <QTest>

namespace tst_station_run {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

class TestStationRun : public QObject
{
    Q_OBJECT
private slots:
    void aRunStartsEndsAndSaysSoOnce();
    void aSecondStartIsRefusedAndChangesNothing();
    void anEndedRunDoesNotStartAgain();
    void aWrongConfigurationRunsNothing();
    void theSameSeedGivesTheSameBytes();
    void anotherSeedGivesOtherBytes();
    void dropsComeWhenTheyArePlanned();
    void callsComeWhenTheyArePlanned();
    void aPlannedPayloadIsSentAsItIs();
    void anOutageResetsAndRefuses();
    void overlappingOutagesLastUntilTheLastOneEnds_data();
    void overlappingOutagesLastUntilTheLastOneEnds();
    void anOutageEndsWithTheRun();
    void stoppedInMidwayItEndsInGoodOrder();
    void aClientThatGivesUpEndsTheRun();
};

namespace {

/// Seconds since the run's start, for comparison.
std::vector<double> timesOf(const StationRun& run, const std::vector<EventNumber>& events)
{
    std::vector<double> times;
    for (const EventNumber number : events)
        times.push_back(
            std::chrono::duration<double>(run.log()->header(number).time.time_since_epoch())
                .count());
    return times;
}

std::unique_ptr<StationRun> ended(const StationRunConfiguration& configuration)
{
    auto run = std::make_unique<StationRun>(configuration);
    if (run->start())
        run->runToEnd();
    return run;
}

} // namespace

void TestStationRun::aRunStartsEndsAndSaysSoOnce()
{
    StationRun run(virtualRun(5s));
    QSignalSpy spy(&run, &StationRun::ended);
    QVERIFY(!run.isRunning() && !run.hasEnded());
    QVERIFY(run.start().hasValue());
    QVERIFY(run.isRunning());
    run.runToEnd();
    QVERIFY(run.hasEnded());
    QCOMPARE(spy.count(), 1);
    QCOMPARE(eventsOf(*run.log(), EventKind::RunEnded, Source::Harness).size(), std::size_t{1});
    QCOMPARE(run.log()->header(run.log()->size()).kind, EventKind::RunEnded);
    QVERIFY(eventsOf(*run.log(), EventKind::HeartbeatSent).size() >= 3);
    QVERIFY(!run.failure() && !runFailure(*run.log()));
}

void TestStationRun::aSecondStartIsRefusedAndChangesNothing()
{
    StationRun once(virtualRun(5s));
    QVERIFY(once.start().hasValue());
    once.runToEnd();
    StationRun twice(virtualRun(5s));
    QVERIFY(twice.start().hasValue());
    const auto again = twice.start();
    QVERIFY(!again.hasValue());
    QVERIFY(again.error().contains(QLatin1String("started before")));
    twice.runToEnd();
    QCOMPARE(linesOf(*twice.log()), linesOf(*once.log()));
}

void TestStationRun::anEndedRunDoesNotStartAgain()
{
    const auto run = ended(virtualRun(1s));
    QVERIFY(run->hasEnded());
    const EventNumber events = run->log()->size();
    QVERIFY(!run->start().hasValue());
    QVERIFY(!run->drop(DropKind::Reset));
    QVERIFY(!run->connectAgain());
    run->stop();
    QVERIFY(run->hasEnded());
    QCOMPARE(run->log()->size(), events);
}

void TestStationRun::aWrongConfigurationRunsNothing()
{
    StationRunConfiguration configuration = virtualRun(1s);
    configuration.station.clear();
    StationRun run(configuration);
    QVERIFY(!run.start().hasValue());
    QVERIFY(!run.isRunning());
    QCOMPARE(run.log()->size(), EventNumber{0});
}

void TestStationRun::theSameSeedGivesTheSameBytes()
{
    StationRunConfiguration configuration = demoConfiguration();
    configuration.virtualTime = true;
    configuration.seed = 7;
    QCOMPARE(linesOf(*ended(configuration)->log()), linesOf(*ended(configuration)->log()));
}

void TestStationRun::anotherSeedGivesOtherBytes()
{
    StationRunConfiguration configuration = demoConfiguration();
    configuration.virtualTime = true;
    configuration.seed = 7;
    const std::string first = linesOf(*ended(configuration)->log());
    configuration.seed = 8;
    QVERIFY(linesOf(*ended(configuration)->log()) != first);
}

void TestStationRun::dropsComeWhenTheyArePlanned()
{
    StationRunConfiguration configuration = virtualRun(10s);
    configuration.drops = {{2s, DropKind::Reset}, {6s, DropKind::Close}};
    const auto run = ended(configuration);
    const auto dropped = eventsOf(*run->log(), EventKind::Dropped);
    QCOMPARE(timesOf(*run, dropped), (std::vector<double>{2.0, 6.0}));
    QCOMPARE(run->log()->text(dropped[0], FieldKey::Mode), std::string_view("reset"));
    QCOMPARE(run->log()->text(dropped[1], FieldKey::Mode), std::string_view("close"));
    QCOMPARE(eventsOf(*run->log(), EventKind::Online).size(), std::size_t{3});
}

void TestStationRun::callsComeWhenTheyArePlanned()
{
    StationRunConfiguration configuration = virtualRun(10s);
    configuration.outages = {{4s, 2s}};
    configuration.calls = {{2s, QStringLiteral("StatusNotification"), {}},
                           {5s, QStringLiteral("StatusNotification"), {}}};
    const auto run = ended(configuration);
    const EventLog& log = *run->log();
    const auto wanted = eventsOf(log, EventKind::SendRequested);
    QCOMPARE(timesOf(*run, wanted), (std::vector<double>{2.0, 5.0}));
    // The first one arrives with a payload; the second one is refused, as the station is offline.
    int received = 0;
    for (const EventNumber number : eventsOf(log, EventKind::CallReceived, Source::Server))
        received += log.text(number, FieldKey::Action) == "StatusNotification" ? 1 : 0;
    QCOMPARE(received, 1);
    const auto rejected = eventsOf(log, EventKind::SendRejected);
    QCOMPARE(timesOf(*run, rejected), (std::vector<double>{5.0}));
    QCOMPARE(log.text(rejected[0], FieldKey::MessageId), log.text(wanted[1], FieldKey::MessageId));
}

void TestStationRun::aPlannedPayloadIsSentAsItIs()
{
    StationRunConfiguration configuration = virtualRun(3s);
    configuration.calls = {{1s,
                            QStringLiteral("DataTransfer"),
                            {{QStringLiteral("vendorId"), QStringLiteral("somebody")}}}};
    const auto run = ended(configuration);
    QVERIFY(linesOf(*run->log()).find("somebody") != std::string::npos);
    configuration.calls = {{1s, QStringLiteral("StatusNotification"), {}}};
    QVERIFY(linesOf(*ended(configuration)->log()).find("Available") != std::string::npos);
}

void TestStationRun::anOutageResetsAndRefuses()
{
    StationRunConfiguration configuration = virtualRun(10s);
    configuration.outages = {{2s, 3s}};
    const auto run = ended(configuration);
    const EventLog& log = *run->log();
    QCOMPARE(timesOf(*run, eventsOf(log, EventKind::FaultOn, Source::Harness)),
             (std::vector<double>{2.0}));
    QCOMPARE(timesOf(*run, eventsOf(log, EventKind::FaultOff, Source::Harness)),
             (std::vector<double>{5.0}));
    int refused = 0;
    for (const EventNumber number : eventsOf(log, EventKind::Closed))
        refused += log.text(number, FieldKey::Cause) == "refused" ? 1 : 0;
    QVERIFY(refused >= 1);
    QCOMPARE(eventsOf(log, EventKind::Opened).size(), std::size_t{2});
}

void TestStationRun::overlappingOutagesLastUntilTheLastOneEnds_data()
{
    using Outages = std::vector<PlannedOutage>;
    QTest::addColumn<Outages>("outages");
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("until");
    QTest::newRow("one within another") << Outages{{2s, 10s}, {4s, 1s}} << 2.0 << 12.0;
    QTest::newRow("one reaches over the other") << Outages{{2s, 4s}, {4s, 8s}} << 2.0 << 12.0;
    QTest::newRow("at once") << Outages{{2s, 10s}, {2s, 3s}} << 2.0 << 12.0;
    QTest::newRow("one begins where another ends") << Outages{{2s, 5s}, {7s, 5s}} << 2.0 << 12.0;
    QTest::newRow("apart from them, in another order")
        << Outages{{8s, 4s}, {2s, 7s}} << 2.0 << 12.0;
}

void TestStationRun::overlappingOutagesLastUntilTheLastOneEnds()
{
    QFETCH(std::vector<PlannedOutage>, outages);
    QFETCH(double, from);
    QFETCH(double, until);
    StationRunConfiguration configuration = virtualRun(30s);
    configuration.policy.initialBackoff = 100ms;
    configuration.policy.maxBackoff = 100ms;
    configuration.outages = outages;
    const auto run = ended(configuration);
    const EventLog& log = *run->log();
    QCOMPARE(eventsOf(log, EventKind::FaultOn, Source::Harness).size(), outages.size());
    const auto ends = timesOf(*run, eventsOf(log, EventKind::FaultOff, Source::Harness));
    QCOMPARE(ends.size(), outages.size());
    QCOMPARE(ends.back(), until);
    // One loss, and not one connection before the last outage is over.
    const auto opened = timesOf(*run, eventsOf(log, EventKind::Opened));
    QCOMPARE(opened.size(), std::size_t{2});
    QVERIFY(opened[0] < from);
    QVERIFY2(opened[1] >= until && opened[1] < until + 1, qPrintable(QString::number(opened[1])));
}

void TestStationRun::anOutageEndsWithTheRun()
{
    StationRunConfiguration configuration = virtualRun(5s);
    configuration.outages = {{2s, 60s}, {3s, 60s}};
    const auto run = ended(configuration);
    QVERIFY(run->hasEnded());
    const EventLog& log = *run->log();
    const auto off = eventsOf(log, EventKind::FaultOff, Source::Harness);
    QCOMPARE(timesOf(*run, off), (std::vector<double>{5.0, 5.0}));
    QCOMPARE(log.integer(off[0], FieldKey::FaultNumber), std::optional<std::int64_t>(1));
    QCOMPARE(log.integer(off[1], FieldKey::FaultNumber), std::optional<std::int64_t>(2));
    QVERIFY(off.back() < log.size());
}

void TestStationRun::stoppedInMidwayItEndsInGoodOrder()
{
    StationRun run(virtualRun(60s));
    QVERIFY(run.start().hasValue());
    run.clock().startTimer(3s, [&run] { run.stop(); });
    run.runToEnd();
    QVERIFY(run.hasEnded());
    const EventLog& log = *run.log();
    QCOMPARE(timesOf(run, eventsOf(log, EventKind::Stopped)), (std::vector<double>{3.0}));
    QCOMPARE(log.text(eventsOf(log, EventKind::Closed).back(), FieldKey::Cause),
             std::string_view("close_handshake"));
    QVERIFY(run.clock().now().time_since_epoch() < 4s);
}

void TestStationRun::aClientThatGivesUpEndsTheRun()
{
    StationRunConfiguration configuration = virtualRun(1h);
    configuration.policy.maxAttempts = 2;
    configuration.outages = {{2s, 1h}};
    const auto run = ended(configuration);
    QCOMPARE(eventsOf(*run->log(), EventKind::GaveUp).size(), std::size_t{1});
    QVERIFY(run->hasEnded());
    QVERIFY(run->clock().now().time_since_epoch() < 1min);
}

QTEST_GUILESS_MAIN(TestStationRun)

} // namespace tst_station_run

#include "tst_station_run.moc"
