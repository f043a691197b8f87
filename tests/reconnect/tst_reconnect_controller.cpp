// SPDX-License-Identifier: MIT
#include "tests/reconnect/controlled_link.h"

#include <QSignalSpy>
#include <QTest>

namespace tst_reconnect_controller {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

class TestReconnectController : public QObject
{
    Q_OBJECT
private slots:
    void aSecondStartIsRefusedAndChangesNothing();
    void stopWhileBackingOffLeavesNoTimer();
    void stopIsPromptAlthoughTheTransportNeverAnswers();
    void startWhileClosingConnectsAgainAtOnce();
    void signalsOfAnOlderEpochAreCountedAndIgnored();
    void givingUpHappensOnceAndThenNothing();
    void aTerminalStatusEndsTheAttempts();
    void retryAfterIsObeyedUpToItsLimit();
    void aStableConnectionResetsTheAttempts();
    void aDropIsRegainedLikeALoss();
    void grpcCountsFromTheAttemptsStart();
    void everyTimerThatWasArmedFiredOrWasCancelled();
    void theLogTellsWhatHappened();
    void aSilentTransportIsToldFromATimeoutItReported();
    void itsPropertiesTellWhenTheyChange();
    void theWaitIsKnownWhileItRuns();
    void aTransportMayAnswerInsideTheCall();
    void theSameSeedGivesTheSameLife();
};

void TestReconnectController::aSecondStartIsRefusedAndChangesNothing()
{
    ControlledLink link;
    link.start();
    QVERIFY(!link.controller->start(QUrl(QStringLiteral("ws://elsewhere/"))));
    QCOMPARE(link.controller->url().host(), QStringLiteral("127.0.0.1"));
    QCOMPARE(link.opens.size(), std::size_t{1});
    link.lose();
    QVERIFY(!link.controller->start(QUrl(QStringLiteral("ws://elsewhere/"))));
    QCOMPARE(link.backoffs.size(), std::size_t{1});
}

void TestReconnectController::stopWhileBackingOffLeavesNoTimer()
{
    ControlledLink link;
    link.start();
    link.lose();
    link.controller->stop();
    QCOMPARE(link.clock.pendingTimers(), std::size_t{0});
    link.clock.advance(1h);
    QCOMPARE(link.opens.size(), std::size_t{1});
    QVERIFY(!link.controller->isWanted());
}

void TestReconnectController::stopIsPromptAlthoughTheTransportNeverAnswers()
{
    ControlledLink link;
    link.start();
    link.open();
    link.controller->stop();
    QVERIFY(link.controller->state() == ConnectionState::Closing);
    QCOMPARE(link.closes.size(), std::size_t{1});
    link.clock.advance(2 * link.controller->policy().closeTimeout);
    QVERIFY(link.controller->state() == ConnectionState::Disconnected);
    QCOMPARE(link.drops.size(), std::size_t{1});
    QVERIFY(link.backoffs.empty());
    QCOMPARE(link.clock.pendingTimers(), std::size_t{0});
}

void TestReconnectController::startWhileClosingConnectsAgainAtOnce()
{
    ControlledLink link;
    link.start();
    link.open();
    link.controller->stop();
    link.start();
    QCOMPARE(link.opens.size(), std::size_t{1});
    link.lose();
    QCOMPARE(link.opens, (std::vector<std::uint32_t>{1, 2}));
    QVERIFY(link.backoffs.empty());
}

void TestReconnectController::signalsOfAnOlderEpochAreCountedAndIgnored()
{
    ControlledLink link;
    link.start();
    link.lose();
    link.clock.step();
    link.goOnline();
    link.controller->transportClosed(1, {});
    link.controller->transportOpened(1);
    link.controller->sessionReady(1);
    QVERIFY(link.controller->isOnline());
    QCOMPARE(link.opens.size(), std::size_t{2});
    QCOMPARE(link.count(EventKind::StaleSignal), std::size_t{3});
    QCOMPARE(link.controller->staleInputs(), 3U);
}

void TestReconnectController::givingUpHappensOnceAndThenNothing()
{
    ReconnectPolicy policy;
    policy.maxAttempts = 2;
    ControlledLink link(policy);
    link.start();
    for (int i = 0; i < 3; ++i) {
        link.lose();
        link.clock.step();
    }
    QCOMPARE(link.opens.size(), std::size_t{3});
    QCOMPARE(link.told.count("gave up"), 1);
    QCOMPARE(link.clock.pendingTimers(), std::size_t{0});
    QVERIFY(link.controller->start(QUrl(QStringLiteral("ws://127.0.0.1/"))));
}

void TestReconnectController::aTerminalStatusEndsTheAttempts()
{
    ReconnectPolicy policy;
    policy.terminalHttpStatuses = {401};
    ControlledLink link(policy);
    link.start();
    link.lose({.cause = CloseCause::HttpRefused, .httpStatus = 503});
    QCOMPARE(link.backoffs.size(), std::size_t{1});
    link.clock.step();
    link.lose({.cause = CloseCause::HttpRefused, .httpStatus = 401});
    QCOMPARE(link.backoffs.size(), std::size_t{1});
    QCOMPARE(link.told.last(), QByteArray("gave up"));
}

void TestReconnectController::retryAfterIsObeyedUpToItsLimit()
{
    ReconnectPolicy policy;
    policy.retryAfterLimit = 60s;
    ControlledLink link(policy);
    link.start();
    link.lose({.httpStatus = 503, .retryAfter = 7s});
    QVERIFY(link.backoffs.back() == 7s);
    link.clock.step();
    link.lose({.httpStatus = 503, .retryAfter = 1h});
    QVERIFY(link.backoffs.back() == 60s);
}

void TestReconnectController::aStableConnectionResetsTheAttempts()
{
    ReconnectPolicy policy;
    policy.resetOn = ResetOn::Stable;
    policy.minimumUptime = 5s;
    ControlledLink link(policy);
    link.start();
    link.lose();
    link.clock.step();
    link.goOnline();
    link.clock.advance(1s);
    QCOMPARE(link.controller->attempt(), 1u);
    link.lose();
    QCOMPARE(link.controller->attempt(), 2u);
    link.clock.step();
    link.goOnline();
    link.clock.advance(5s);
    QCOMPARE(link.controller->attempt(), 0u);
}

void TestReconnectController::aDropIsRegainedLikeALoss()
{
    ControlledLink link;
    QVERIFY(!link.controller->drop(DropKind::Reset));
    link.start();
    link.goOnline();
    QVERIFY(link.controller->drop(DropKind::Reset));
    QVERIFY(!link.controller->isOnline());
    QVERIFY(!link.controller->drop(DropKind::Reset));
    link.lose({.cause = CloseCause::LocalAbort, .remote = false});
    QCOMPARE(link.backoffs.size(), std::size_t{1});
    link.clock.step();
    link.goOnline();
    QVERIFY(link.controller->isOnline());
}

void TestReconnectController::grpcCountsFromTheAttemptsStart()
{
    ReconnectPolicy policy;
    policy.strategy = BackoffStrategy::Grpc;
    policy.grpcJitter = 0;
    ControlledLink link(policy);
    link.start();
    link.clock.advance(400ms);
    link.lose();
    QVERIFY(link.backoffs.back() == 600ms);
    link.clock.step();
    link.clock.advance(10s);
    link.lose();
    QVERIFY(link.backoffs.back() == 0ms);
}

void TestReconnectController::everyTimerThatWasArmedFiredOrWasCancelled()
{
    ControlledLink link;
    link.start();
    for (int i = 0; i < 3; ++i) {
        link.goOnline();
        link.controller->drop(DropKind::Reset);
        link.lose();
        link.clock.step();
    }
    QCOMPARE(link.controller->armedTimers(), 1);
    QCOMPARE(link.count(EventKind::TimerArmed),
             link.count(EventKind::TimerFired) + link.count(EventKind::TimerCancelled) + 1);
    link.controller->stop();
    link.lose();
    QCOMPARE(link.controller->armedTimers(), 0);
    QCOMPARE(link.count(EventKind::TimerArmed),
             link.count(EventKind::TimerFired) + link.count(EventKind::TimerCancelled));
}

void TestReconnectController::theLogTellsWhatHappened()
{
    ControlledLink link;
    link.controller->start(QUrl(QStringLiteral("ws://user:secret@127.0.0.1/CP-1")));
    link.goOnline();
    link.lose({.cause = CloseCause::HttpRefused,
               .httpStatus = 503,
               .retryAfter = 9s,
               .detail = "Service Unavailable"});
    const EventNumber started = link.newest(EventKind::Started);
    QVERIFY(link.log.text(started, FieldKey::Url) == "ws://127.0.0.1/CP-1");
    const EventNumber lost = link.newest(EventKind::Disconnected);
    QVERIFY(link.log.text(lost, FieldKey::Cause) == "http_refused");
    QVERIFY(link.log.integer(lost, FieldKey::HttpStatus) == 503);
    QVERIFY(link.log.duration(lost, FieldKey::RetryAfterNs) == 9s);
    QVERIFY(link.log.text(lost, FieldKey::Detail) == "Service Unavailable");
    QCOMPARE(link.log.header(lost).epoch, 1U);
    QCOMPARE(link.log.header(lost).attempt, 0U);
    const EventNumber backoff = link.newest(EventKind::BackoffScheduled);
    QVERIFY(link.log.text(backoff, FieldKey::Strategy) == "exponential");
    QVERIFY(link.log.text(backoff, FieldKey::Cause) == "http_refused");
    QVERIFY(link.log.duration(backoff, FieldKey::DelayNs) == 9s);
    QVERIFY(link.log.duration(backoff, FieldKey::RetryAfterNs) == 9s);
    QVERIFY(link.log.duration(backoff, FieldKey::LowNs) == 9s);
    QCOMPARE(link.log.header(backoff).attempt, 1U);
    link.clock.step();
    const EventNumber connecting = link.newest(EventKind::Connecting);
    QCOMPARE(link.log.header(connecting).epoch, 2U);
    QCOMPARE(link.log.header(connecting).attempt, 1U);
    link.controller->drop(DropKind::EndOfStream);
    QVERIFY(link.log.text(link.newest(EventKind::Dropped), FieldKey::Mode) == "fin");
}

void TestReconnectController::aSilentTransportIsToldFromATimeoutItReported()
{
    ControlledLink link;
    link.start();
    link.clock.advance(link.controller->policy().connectTimeout +
                       link.controller->policy().closeTimeout);
    QVERIFY(link.controller->lastClose()->cause == CloseCause::ConnectTimeout);
    QVERIFY(!link.controller->lastClose()->detail.empty());
    link.clock.advance(1s);
    link.open();
    link.controller->drop(DropKind::Close);
    link.clock.advance(2 * link.controller->policy().closeTimeout);
    QVERIFY(link.controller->lastClose()->cause == CloseCause::LocalAbort);
    QCOMPARE(link.drops, (std::vector<std::uint32_t>{1, 2, 2}));
}

void TestReconnectController::itsPropertiesTellWhenTheyChange()
{
    ControlledLink link;
    QSignalSpy attempts(link.controller.get(), &ReconnectController::attemptChanged);
    QSignalSpy states(link.controller.get(), &ReconnectController::stateChanged);
    link.start();
    link.lose();
    link.clock.step();
    link.lose();
    link.clock.step();
    QCOMPARE(attempts.size(), 2);
    QCOMPARE(link.controller->property("attempt").toUInt(), 2U);
    link.goOnline();
    QCOMPARE(attempts.size(), 3);
    QCOMPARE(link.controller->property("attempt").toUInt(), 0U);
    QCOMPARE(link.controller->property("online").toBool(), true);
    QCOMPARE(link.controller->property("epoch").toUInt(), 3U);
    QCOMPARE(states.size(), 6);
}

void TestReconnectController::theWaitIsKnownWhileItRuns()
{
    ControlledLink link;
    QVERIFY(!link.controller->lastBackoff() && !link.controller->currentBackoff());
    link.start();
    link.lose();
    const auto wait = link.controller->currentBackoff();
    QVERIFY(wait && *wait >= 400ms && *wait <= 600ms);
    QVERIFY(*link.controller->nextAttemptDue() == link.clock.now() + *wait);
    link.clock.step();
    QVERIFY(!link.controller->currentBackoff() && !link.controller->nextAttemptDue());
    QVERIFY(link.controller->lastBackoff() == wait);
}

void TestReconnectController::aTransportMayAnswerInsideTheCall()
{
    VirtualClock clock;
    ReconnectController* target = nullptr;
    int opens = 0;
    ReconnectController controller(
        {},
        {[&](std::uint32_t epoch, const QUrl&) {
             ++opens;
             target->transportClosed(epoch, {.cause = CloseCause::Refused});
         },
         [&](std::uint32_t epoch) { target->transportClosed(epoch, {}); },
         [&](std::uint32_t epoch, DropKind) { target->transportClosed(epoch, {}); }},
        clock, Random(1));
    target = &controller;
    const auto outcome = controller.open(QUrl(QStringLiteral("ws://127.0.0.1/")));
    QVERIFY(outcome.isFinished() && !outcome.result().opened && outcome.result().epoch == 1);
    QVERIFY(controller.state() == ConnectionState::Disconnected);
    QCOMPARE(controller.armedTimers(), 1);
    for (int i = 0; i < 10; ++i)
        clock.step();
    QCOMPARE(opens, 11);
    QCOMPARE(clock.pendingTimers(), std::size_t{1});
}

void TestReconnectController::theSameSeedGivesTheSameLife()
{
    const auto delays = [](std::uint64_t seed) {
        ControlledLink link({}, seed);
        link.start();
        for (int i = 0; i < 20; ++i) {
            link.lose();
            link.clock.step();
        }
        return link.backoffs;
    };
    QCOMPARE(delays(7), delays(7));
    QVERIFY(delays(7) != delays(8));
}

QTEST_GUILESS_MAIN(TestReconnectController)

} // namespace tst_reconnect_controller

#include "tst_reconnect_controller.moc"
