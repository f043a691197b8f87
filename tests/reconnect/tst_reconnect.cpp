// SPDX-License-Identifier: MIT
#include "tests/reconnect/session_link.h"

#include <QSet>
#include <QTest>

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
    QVERIFY(link.controller->state() == ConnectionState::Connecting);
    QCOMPARE(link.opens, std::vector<std::uint32_t>{1});
    QCOMPARE(link.told, QByteArrayList{"connecting"});
}

void Reconnect::OpenLeadsToConnected()
{
    ControlledLink link;
    link.start();
    link.open();
    QVERIFY(link.controller->state() == ConnectionState::Connected);
    QVERIFY(!link.controller->canSend());
    QCOMPARE(link.told, (QByteArrayList{"connecting", "connected"}));
}

void Reconnect::CloseLeadsToDisconnectedAndOffline()
{
    ControlledLink link;
    link.start();
    link.goOnline();
    link.lose();
    QVERIFY(link.controller->state() == ConnectionState::Disconnected);
    QVERIFY(!link.controller->canSend());
    QCOMPARE(link.told,
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
    QCOMPARE(link.controller->attempt(), 1u);
    QCOMPARE(link.opens.size(), std::size_t{1});
    link.clock.step();
    QCOMPARE(link.opens, (std::vector<std::uint32_t>{1, 2}));
}

void Reconnect::BasicFlow()
{
    ControlledLink link;
    link.start();
    link.goOnline();
    QVERIFY(link.controller->canSend());
    link.lose();
    QVERIFY(!link.controller->canSend());
    link.clock.step();
    link.goOnline();
    QVERIFY(link.controller->canSend());
    QCOMPARE(link.controller->epoch(), 2u);
    QCOMPARE(link.controller->attempt(), 0u);
}

// A real session above the controller; the server loses the link with one call in flight and four
// more waiting.
void Reconnect::NoDoubleSendAcrossReconnect()
{
    SessionLink link;
    link.connectAndBoot();
    std::vector<QFuture<CallOutcome>> before;
    for (int sequence = 0; sequence < 10; ++sequence)
        before.push_back(link.send(sequence));
    for (int answered = 0; answered < 5; ++answered)
        link.answerNewest();
    QCOMPARE(link.sequencesSeen(), (std::vector<int>{0, 1, 2, 3, 4, 5}));
    link.lose();
    for (std::size_t i = 0; i < before.size(); ++i) {
        QVERIFY(before[i].isFinished());
        QVERIFY(before[i].result().kind ==
                (i < 5 ? CallOutcome::Kind::Result : CallOutcome::Kind::ConnectionClosed));
    }
    const auto offline = link.send(10);
    QVERIFY(offline.isFinished() && offline.result().kind == CallOutcome::Kind::ConnectionClosed);

    link.controlled.clock.step();
    link.connectAndBoot();
    for (int sequence = 11; sequence < 15; ++sequence) {
        link.send(sequence);
        link.answerNewest();
    }
    QCOMPARE(link.sequencesSeen(), (std::vector<int>{0, 1, 2, 3, 4, 5, 11, 12, 13, 14}));
    const QStringList ids = link.idsSeen();
    QCOMPARE(QSet<QString>(ids.begin(), ids.end()).size(), ids.size());
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
    QVERIFY(!link.told.contains("online"));
    link.clock.advance(1ms);
    QCOMPARE(link.told.count("online"), 1);
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
    QVERIFY(!link.controller->canSend());
    link.clock.advance(250ms);
    QVERIFY(link.controller->canSend());
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
    QVERIFY(!link.told.contains("online"));
    QVERIFY(!link.told.contains("offline"));
}

#include "tests/support/several_tests_main.h"

namespace tst_reconnect {

int main(int argc, char** argv)
{
    return redial::test::runTests<Reconnect, ResumeDelay>(argc, argv);
}

} // namespace tst_reconnect

#include "tst_reconnect.moc"
