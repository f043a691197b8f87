// SPDX-License-Identifier: MIT
#include "core/log/connection_times.h"
#include "core/log/event_recorder.h"
#include "core/log/metrics.h"
#include "core/time/virtual_clock.h"

#include <QTest>

namespace tst_metrics {

using namespace redial;
using namespace std::chrono_literals;

namespace {

/// A client's log, written by hand.
struct Story
{
    EventLog log;
    VirtualClock clock;
    EventRecorder client{log, clock, Source::Client};
    EventRecorder server{log, clock, Source::Server};

    void connect(std::uint32_t epoch, std::uint32_t attempt)
    {
        client.setEpoch(epoch);
        client.setAttempt(attempt);
        client.record(EventKind::StateChanged,
                      {{FieldKey::From, "disconnected"}, {FieldKey::To, "connecting"}});
        client.record(EventKind::ConnectBegin);
    }
    void open()
    {
        clock.advance(10ms);
        client.record(EventKind::Opened);
        client.record(EventKind::BootSent);
        client.record(EventKind::BootAnswered, {{FieldKey::Status, "Accepted"}});
        clock.advance(250ms);
        client.record(EventKind::Online);
    }
    void lose(const char* cause)
    {
        client.record(EventKind::Closed, {{FieldKey::Cause, cause}, {FieldKey::Code, 1006}});
        client.record(EventKind::Offline);
        client.record(EventKind::Disconnected, {{FieldKey::Cause, cause}});
        client.setAttempt(client.attempt() + 1);
        client.record(EventKind::BackoffScheduled, {{FieldKey::DelayNs, 500ms}});
    }
    void fail(const char* cause)
    {
        client.record(EventKind::Closed, {{FieldKey::Cause, cause}, {FieldKey::Code, 1006}});
        client.record(EventKind::Disconnected, {{FieldKey::Cause, cause}});
        client.setAttempt(client.attempt() + 1);
        client.record(EventKind::BackoffScheduled, {{FieldKey::DelayNs, 1s}});
    }
};

} // namespace

class TestMetrics : public QObject
{
    Q_OBJECT
private slots:
    void whatHasNotHappenedIsAbsent();
    void aReconnectIsMeasuredFromTheLoss();
    void theCountdownLastsUntilTheNextAttempt();
    void timeOnlineGrowsWhileOnline();
    void callsAreCountedByOutcome();
    void trafficAndPingsAreCounted();
    void givingUpIsKeptUntilTheNextStart();
    void aTransportThatNeverReportsTheEndIsCountedOnce();
    void addingOneByOneIsTheSameAsAllAtOnce();
    void serverEventsDoNotCountForTheClient();
    void stagesOfEachConnectionAreFound();
    void theServersStagesAreFound();
};

void TestMetrics::whatHasNotHappenedIsAbsent()
{
    const MetricsValues values = metricsOf(EventLog());
    QVERIFY(!values.lastReconnectDuration && !values.lastRecoveryDuration);
    QVERIFY(!values.lastDisconnectCause && !values.lastDisconnectCode);
    QVERIFY(!values.lastRoundTrip && !values.nextAttemptDue && !values.gaveUpReason);
    QVERIFY(values == MetricsValues{});
}

void TestMetrics::aReconnectIsMeasuredFromTheLoss()
{
    Story story;
    story.connect(1, 0);
    story.open();
    QVERIFY(!metricsOf(story.log).lastReconnectDuration);
    story.lose("reset");
    story.clock.advance(500ms);
    story.connect(2, 1);
    story.fail("refused");
    story.clock.advance(1s);
    story.connect(3, 2);
    story.open();
    const MetricsValues values = metricsOf(story.log);
    QCOMPARE(values.connectsAttempted, 3u);
    QCOMPARE(values.connectionsOpened, 2u);
    QCOMPARE(values.failedAttempts, 1u);
    QCOMPARE(values.reconnects, 1u);
    QCOMPARE(values.backoffsScheduled, 2u);
    QCOMPARE(values.bootsAccepted, 2u);
    QVERIFY(values.lastReconnectDuration == 1510ms);
    QVERIFY(values.lastRecoveryDuration == 1760ms);
    QVERIFY(values.lastDisconnectCause == "refused");
    QVERIFY(values.lastDisconnectCode == 1006);
    QVERIFY(values.state == "connecting");
    QCOMPARE(values.epoch, 3u);
}

void TestMetrics::theCountdownLastsUntilTheNextAttempt()
{
    Story story;
    story.connect(1, 0);
    story.fail("refused");
    QVERIFY(metricsOf(story.log).nextAttemptDue == story.clock.now() + 1s);
    story.clock.advance(1s);
    story.connect(2, 1);
    QVERIFY(!metricsOf(story.log).nextAttemptDue);
    story.fail("refused");
    story.client.record(EventKind::Stopped);
    QVERIFY(!metricsOf(story.log).nextAttemptDue);
}

void TestMetrics::timeOnlineGrowsWhileOnline()
{
    Story story;
    story.connect(1, 0);
    story.open();
    story.clock.advance(2s);
    QVERIFY(metricsOf(story.log).timeOnline(story.clock.now()) == 2s);
    story.lose("reset");
    story.clock.advance(5s);
    QVERIFY(metricsOf(story.log).timeOnline(story.clock.now()) == 2s);
    story.connect(2, 1);
    story.open();
    story.clock.advance(1s);
    QVERIFY(metricsOf(story.log).timeOnline(story.clock.now()) == 3s);
}

void TestMetrics::callsAreCountedByOutcome()
{
    Story story;
    for (const char* outcome : {"result", "result", "timed_out"}) {
        story.client.record(EventKind::CallSent);
        story.client.record(EventKind::CallResolved, {{FieldKey::Outcome, outcome}});
    }
    story.client.record(EventKind::SendRejected);
    story.client.record(EventKind::QueueDropped);
    const MetricsValues values = metricsOf(story.log);
    QCOMPARE(values.callsSent, 3u);
    QCOMPARE(values.callsResolved.at("result"), 2u);
    QCOMPARE(values.callsResolved.at("timed_out"), 1u);
    QCOMPARE(values.sendsRejected, 1u);
    QCOMPARE(values.queueDrops, 1u);
}

void TestMetrics::trafficAndPingsAreCounted()
{
    Story story;
    story.client.record(EventKind::MessageOut, {{FieldKey::Size, 100}});
    story.client.record(EventKind::MessageIn, {{FieldKey::Size, 40}});
    story.client.record(EventKind::MessageIn, {{FieldKey::Size, -5}});
    story.client.record(EventKind::PingSent);
    story.clock.advance(3ms);
    story.client.record(EventKind::PongReceived);
    MetricsValues values = metricsOf(story.log);
    QCOMPARE(values.messagesOut, 1u);
    QCOMPARE(values.bytesOut, 100u);
    QCOMPARE(values.messagesIn, 2u);
    QCOMPARE(values.bytesIn, 40u);
    QVERIFY(values.lastRoundTrip == 3ms);
    story.client.record(EventKind::PongReceived, {{FieldKey::LatencyNs, 7ms}});
    QVERIFY(metricsOf(story.log).lastRoundTrip == 7ms);
}

void TestMetrics::givingUpIsKeptUntilTheNextStart()
{
    Story story;
    story.connect(1, 0);
    story.fail("refused");
    story.client.record(EventKind::GaveUp, {{FieldKey::Reason, "max_attempts"}});
    QVERIFY(metricsOf(story.log).gaveUpReason == "max_attempts");
    QVERIFY(!metricsOf(story.log).nextAttemptDue);
    story.client.record(EventKind::Started);
    QVERIFY(!metricsOf(story.log).gaveUpReason);
}

void TestMetrics::aTransportThatNeverReportsTheEndIsCountedOnce()
{
    Story story;
    story.connect(1, 0);
    story.client.record(EventKind::Disconnected, {{FieldKey::Cause, "connect_timeout"}});
    QCOMPARE(metricsOf(story.log).failedAttempts, 1u);
    QVERIFY(metricsOf(story.log).lastDisconnectCause == "connect_timeout");
}

void TestMetrics::addingOneByOneIsTheSameAsAllAtOnce()
{
    Story story;
    Metrics metrics;
    story.log.observe([&](EventNumber first, EventNumber) { metrics.add(story.log, first); });
    story.connect(1, 0);
    story.open();
    story.lose("end_of_stream");
    story.clock.advance(1s);
    story.connect(2, 1);
    story.open();
    QVERIFY(metrics.values() == metricsOf(story.log));
}

void TestMetrics::serverEventsDoNotCountForTheClient()
{
    Story story;
    story.server.record(EventKind::Accepted);
    story.server.record(EventKind::Opened);
    story.server.record(EventKind::MessageIn, {{FieldKey::Size, 9}});
    story.server.record(EventKind::Closed);
    const MetricsValues values = metricsOf(story.log);
    QCOMPARE(values.serverAccepted, 1u);
    QCOMPARE(values.serverClosed, 1u);
    QCOMPARE(values.serverMessagesIn, 1u);
    QCOMPARE(values.connectionsOpened + values.messagesIn + values.failedAttempts, 0u);
}

void TestMetrics::stagesOfEachConnectionAreFound()
{
    Story story;
    story.connect(1, 0);
    story.open();
    story.clock.advance(60s);
    story.client.record(EventKind::HeartbeatSent);
    story.clock.advance(60s);
    story.client.record(EventKind::HeartbeatSent);
    story.lose("reset");
    story.clock.advance(500ms);
    story.connect(2, 1);
    story.fail("refused");
    const auto times = connectionTimes(story.log);
    QCOMPARE(times.size(), std::size_t{2});
    const MonotonicTime zero{};
    QVERIFY(times[0].begin == zero);
    QVERIFY(times[0].opened == zero + 10ms);
    QVERIFY(times[0].bootAccepted == zero + 10ms);
    QVERIFY(times[0].online == zero + 260ms);
    QVERIFY(times[0].firstHeartbeat == zero + 60260ms);
    QVERIFY(times[0].closed == zero + 120260ms);
    QVERIFY(times[1].begin == zero + 120760ms);
    QVERIFY(!times[1].opened && times[1].closed);
    QCOMPARE(times[1].attempt, 1u);
}

void TestMetrics::theServersStagesAreFound()
{
    Story story;
    story.server.setEpoch(4);
    story.server.record(EventKind::Accepted);
    story.clock.advance(1ms);
    story.server.record(EventKind::CallReceived, {{FieldKey::Action, "BootNotification"}});
    story.clock.advance(1ms);
    story.server.record(EventKind::CallReceived, {{FieldKey::Action, "Heartbeat"}});
    const auto times = connectionTimes(story.log, Source::Server);
    QCOMPARE(times.size(), std::size_t{1});
    QCOMPARE(times[0].epoch, 4u);
    QVERIFY(times[0].begin == MonotonicTime{});
    QVERIFY(times[0].bootSent == MonotonicTime{} + 1ms);
    QVERIFY(times[0].firstHeartbeat == MonotonicTime{} + 2ms);
    QVERIFY(connectionTimes(story.log).empty());
}

QTEST_GUILESS_MAIN(TestMetrics)

} // namespace tst_metrics

#include "tst_metrics.moc"
