// SPDX-License-Identifier: MIT
#include "controlled_link.h"

#include <QTest>

#include <memory>

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

class Reconnect : public QObject
{
    Q_OBJECT
private slots:
    void TypesCompile();
    void OpsAreAssignable();
    void StartLeadsToConnecting();
    void OpenLeadsToConnected();
    void CloseLeadsToDisconnectedAndOffline();
    void CloseSchedulesReconnect();
    void BasicFlow();
    void NoDoubleSendAcrossReconnect();
    void BackoffGrowthAndCap();
    void ResumeDelayPolicyRespected();

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
    void aSlotMayStopAndDestroyTheController();
    void futuresResolveWhenTheConnectionOpensFailsOrCloses();
    void grpcCountsFromTheAttemptsStart();
};

void Reconnect::TypesCompile()
{
    const ReconnectPolicy policy;
    QVERIFY(policy.initialBackoff == 500ms && policy.maxBackoff == 30s &&
            policy.resumeDelay == 250ms);
    const ReconnectState state;
    QVERIFY(state.connection == ConnectionState::Disconnected && !state.online);
    QVERIFY(nameOf(CloseCause::Reset) == "reset");
}

void Reconnect::OpsAreAssignable()
{
    TransportOperations operations;
    int calls = 0;
    operations.open = [&](std::uint32_t, const QUrl&) { ++calls; };
    operations.close = [&](std::uint32_t) { ++calls; };
    operations.drop = [&](std::uint32_t, DropKind) { ++calls; };
    operations.open(1, QUrl());
    operations.close(1);
    operations.drop(1, DropKind::Reset);
    QCOMPARE(calls, 3);
}

void Reconnect::StartLeadsToConnecting()
{
    ControlledLink link;
    link.start();
    QVERIFY(link.controller.state() == ConnectionState::Connecting);
    QCOMPARE(link.opens, std::vector<std::uint32_t>{1});
    QCOMPARE(link.signals_, QByteArrayList{"connecting"});
}

void Reconnect::OpenLeadsToConnected()
{
    ControlledLink link;
    link.start();
    link.open();
    QVERIFY(link.controller.state() == ConnectionState::Connected);
    QVERIFY(!link.controller.canSend());
    QCOMPARE(link.signals_, (QByteArrayList{"connecting", "connected"}));
}

void Reconnect::CloseLeadsToDisconnectedAndOffline()
{
    ControlledLink link;
    link.start();
    link.goOnline();
    link.lose();
    QVERIFY(link.controller.state() == ConnectionState::Disconnected);
    QVERIFY(!link.controller.canSend());
    QCOMPARE(link.signals_,
             (QByteArrayList{"connecting", "connected", "online", "offline", "closed", "backoff"}));
}

void Reconnect::CloseSchedulesReconnect()
{
    ControlledLink link;
    link.start();
    link.open();
    link.lose();
    QCOMPARE(link.backoffs.size(), std::size_t{1});
    QVERIFY(link.backoffs[0] >= 400ms && link.backoffs[0] <= 600ms);
    QCOMPARE(link.controller.attempt(), 1u);
    QCOMPARE(link.opens.size(), std::size_t{1});
    link.clock.step();
    QCOMPARE(link.opens, (std::vector<std::uint32_t>{1, 2}));
}

void Reconnect::BasicFlow()
{
    ControlledLink link;
    link.start();
    link.goOnline();
    QVERIFY(link.controller.canSend());
    link.lose();
    QVERIFY(!link.controller.canSend());
    link.clock.step();
    link.goOnline();
    QVERIFY(link.controller.canSend());
    QCOMPARE(link.controller.epoch(), 2u);
    QCOMPARE(link.controller.attempt(), 0u);
}

// The sender asks canSend() and keeps nothing for later: what could not be sent is the caller's
// again.
void Reconnect::NoDoubleSendAcrossReconnect()
{
    ControlledLink link;
    std::vector<int> server;
    const auto send = [&](int sequence) {
        if (link.controller.canSend())
            server.push_back(sequence);
        return link.controller.canSend();
    };
    link.start();
    link.goOnline();
    int rejected = 0;
    for (int sequence = 0; sequence < 10; ++sequence) {
        if (sequence == 6)
            link.lose();
        rejected += send(sequence) ? 0 : 1;
    }
    link.clock.step();
    link.goOnline();
    for (int sequence = 10; sequence < 15; ++sequence)
        QVERIFY(send(sequence));
    QCOMPARE(rejected, 4);
    QCOMPARE(server, (std::vector<int>{0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14}));
}

void Reconnect::BackoffGrowthAndCap()
{
    ReconnectPolicy policy;
    policy.initialBackoff = 100ms;
    policy.maxBackoff = 700ms;
    ControlledLink link(policy);
    link.start();
    for (int i = 0; i < 6; ++i) {
        link.lose({.cause = CloseCause::Refused});
        link.clock.step();
    }
    QCOMPARE(link.backoffs.size(), std::size_t{6});
    for (std::size_t i = 0; i < link.backoffs.size(); ++i) {
        const double nominal = std::min(700.0, 100.0 * std::pow(2.0, double(i)));
        const double delay = double(link.backoffs[i].count());
        QVERIFY(delay >= nominal * 0.8 && delay <= std::min(nominal * 1.2 + 1, 700.0));
        if (i > 0)
            QVERIFY(delay >= 0.6 * double(link.backoffs[i - 1].count()));
    }
    QCOMPARE(link.opens.size(), std::size_t{7});
}

void Reconnect::ResumeDelayPolicyRespected()
{
    ReconnectPolicy policy;
    policy.resumeDelay = 750ms;
    ControlledLink link(policy);
    link.start();
    link.open();
    link.ready();
    link.clock.advance(749ms);
    QVERIFY(!link.signals_.contains("online"));
    link.clock.advance(1ms);
    QCOMPARE(link.signals_.count("online"), 1);
}

void Reconnect::aSecondStartIsRefusedAndChangesNothing()
{
    ControlledLink link;
    link.start();
    QVERIFY(!link.controller.start(QUrl(QStringLiteral("ws://elsewhere/"))));
    QCOMPARE(link.controller.url().host(), QStringLiteral("127.0.0.1"));
    QCOMPARE(link.opens.size(), std::size_t{1});
    link.lose();
    QVERIFY(!link.controller.start(QUrl(QStringLiteral("ws://elsewhere/"))));
    QCOMPARE(link.backoffs.size(), std::size_t{1});
}

void Reconnect::stopWhileBackingOffLeavesNoTimer()
{
    ControlledLink link;
    link.start();
    link.lose();
    link.controller.stop();
    QCOMPARE(link.clock.pendingTimers(), std::size_t{0});
    link.clock.advance(1h);
    QCOMPARE(link.opens.size(), std::size_t{1});
    QVERIFY(!link.controller.isWanted());
}

void Reconnect::stopIsPromptAlthoughTheTransportNeverAnswers()
{
    ControlledLink link;
    link.start();
    link.open();
    link.controller.stop();
    QVERIFY(link.controller.state() == ConnectionState::Closing);
    QCOMPARE(link.closes.size(), std::size_t{1});
    link.clock.advance(2 * link.controller.policy().closeTimeout);
    QVERIFY(link.controller.state() == ConnectionState::Disconnected);
    QCOMPARE(link.drops.size(), std::size_t{1});
    QVERIFY(link.backoffs.empty());
    QCOMPARE(link.clock.pendingTimers(), std::size_t{0});
}

void Reconnect::startWhileClosingConnectsAgainAtOnce()
{
    ControlledLink link;
    link.start();
    link.open();
    link.controller.stop();
    link.start();
    QCOMPARE(link.opens.size(), std::size_t{1});
    link.lose();
    QCOMPARE(link.opens, (std::vector<std::uint32_t>{1, 2}));
    QVERIFY(link.backoffs.empty());
}

void Reconnect::signalsOfAnOlderEpochAreCountedAndIgnored()
{
    ControlledLink link;
    link.start();
    link.lose();
    link.clock.step();
    link.goOnline();
    link.controller.transportClosed(1, {});
    link.controller.transportOpened(1);
    link.controller.sessionReady(1);
    QVERIFY(link.controller.isOnline());
    QCOMPARE(link.opens.size(), std::size_t{2});
    int stale = 0;
    for (EventNumber number = 1; number <= link.log.size(); ++number)
        stale += link.log.header(number).kind == EventKind::StaleSignal ? 1 : 0;
    QCOMPARE(stale, 3);
}

void Reconnect::givingUpHappensOnceAndThenNothing()
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
    QCOMPARE(link.signals_.count("gave up"), 1);
    QCOMPARE(link.clock.pendingTimers(), std::size_t{0});
    QVERIFY(link.controller.start(QUrl(QStringLiteral("ws://127.0.0.1/"))));
}

void Reconnect::aTerminalStatusEndsTheAttempts()
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
    QCOMPARE(link.signals_.last(), QByteArray("gave up"));
}

void Reconnect::retryAfterIsObeyedUpToItsLimit()
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

void Reconnect::aStableConnectionResetsTheAttempts()
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
    QCOMPARE(link.controller.attempt(), 1u);
    link.lose();
    QCOMPARE(link.controller.attempt(), 2u);
    link.clock.step();
    link.goOnline();
    link.clock.advance(5s);
    QCOMPARE(link.controller.attempt(), 0u);
}

void Reconnect::aDropIsRegainedLikeALoss()
{
    ControlledLink link;
    QVERIFY(!link.controller.drop(DropKind::Reset));
    link.start();
    link.goOnline();
    QVERIFY(link.controller.drop(DropKind::Reset));
    QVERIFY(!link.controller.isOnline());
    QVERIFY(!link.controller.drop(DropKind::Reset));
    link.lose({.cause = CloseCause::LocalAbort, .remote = false});
    QCOMPARE(link.backoffs.size(), std::size_t{1});
    link.clock.step();
    link.goOnline();
    QVERIFY(link.controller.isOnline());
}

void Reconnect::aSlotMayStopAndDestroyTheController()
{
    VirtualClock clock;
    int opens = 0;
    auto controller = std::make_unique<ReconnectController>(
        ReconnectPolicy(),
        TransportOperations{[&](std::uint32_t, const QUrl&) { ++opens; }, [](std::uint32_t) {},
                            [](std::uint32_t, DropKind) {}},
        clock, Random(1));
    QObject::connect(controller.get(), &ReconnectController::closed, [&] { controller->stop(); });
    controller->start(QUrl(QStringLiteral("ws://127.0.0.1/")));
    controller->transportClosed(1, {});
    clock.advance(1h);
    QCOMPARE(opens, 1);
    controller->start(QUrl(QStringLiteral("ws://127.0.0.1/")));
    QObject::connect(controller.get(), &ReconnectController::connected,
                     [&] { controller.reset(); });
    controller->transportOpened(2);
    QVERIFY(!controller);
    QCOMPARE(clock.pendingTimers(), std::size_t{0});
}

void Reconnect::futuresResolveWhenTheConnectionOpensFailsOrCloses()
{
    ControlledLink link;
    const auto failed = link.controller.whenOpened();
    link.start();
    QVERIFY(!failed.isFinished());
    link.lose({.cause = CloseCause::Refused});
    QVERIFY(failed.isFinished() && !failed.result().opened);
    QVERIFY(failed.result().failure.cause == CloseCause::Refused);
    link.clock.step();
    const auto opened = link.controller.whenOpened();
    const auto closed = link.controller.whenClosed();
    link.open();
    QVERIFY(opened.result().opened);
    QCOMPARE(opened.result().epoch, 2u);
    QVERIFY(!closed.isFinished());
    link.controller.stop();
    link.lose({.cause = CloseCause::CloseHandshake, .code = 1000});
    QVERIFY(closed.result().cause == CloseCause::CloseHandshake);
}

void Reconnect::grpcCountsFromTheAttemptsStart()
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

class ResumeDelay : public QObject
{
    Q_OBJECT
private slots:
    void SendAllowedAfterDelay();
    void aLossDuringTheDelayLeavesItOffline();
};

void ResumeDelay::SendAllowedAfterDelay()
{
    ControlledLink link;
    link.start();
    link.open();
    link.ready();
    QVERIFY(!link.controller.canSend());
    link.clock.advance(250ms);
    QVERIFY(link.controller.canSend());
}

void ResumeDelay::aLossDuringTheDelayLeavesItOffline()
{
    ControlledLink link;
    link.start();
    link.open();
    link.ready();
    link.clock.advance(100ms);
    link.lose();
    link.clock.advance(200ms);
    QVERIFY(!link.signals_.contains("online"));
    QVERIFY(!link.signals_.contains("offline"));
}

#include "tests/support/several_tests_main.h"

int main(int argc, char** argv)
{
    return redial::test::runTests<Reconnect, ResumeDelay>(argc, argv);
}
#include "tst_reconnect.moc"
