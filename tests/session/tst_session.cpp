// SPDX-License-Identifier: MIT
// Calls and closings of a Session on a VirtualClock, and which connections boot.
#include "tests/session/session_fixture.h"

#include <QSet>
#include <QTest>

namespace tst_session {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

SessionPolicy withBootPolicy(BootPolicy bootPolicy)
{
    SessionPolicy policy;
    policy.bootPolicy = bootPolicy;
    return policy;
}

} // namespace

class TestSession : public QObject
{
    Q_OBJECT

private slots:
    void oneCallIsInFlight()
    {
        SessionFixture f;
        f.goOnline();
        const auto first = f.call("DataTransfer");
        const auto second = f.call("Authorize");
        QCOMPARE(f.sent.size(), std::size_t(2));
        f.receive("[3,\"not an id of ours\",{}]");
        QCOMPARE(f.events(EventKind::UnexpectedAnswer), 1);
        QCOMPARE(f.sent.size(), std::size_t(2));
        f.answer({{QStringLiteral("status"), QStringLiteral("Accepted")}});
        QCOMPARE(outcomeOf(first), QStringLiteral("result"));
        QCOMPARE(first.result().payload.value(QStringLiteral("status")).toString(),
                 QStringLiteral("Accepted"));
        QCOMPARE(f.lastAction(), QStringLiteral("Authorize"));
        f.answerError();
        QCOMPARE(outcomeOf(second), QStringLiteral("error"));
        QCOMPARE(second.result().errorCode, QStringLiteral("InternalError"));
    }

    void anAnswerComesOnlyOnce()
    {
        SessionFixture f;
        f.goOnline();
        f.call("DataTransfer");
        const QString id = f.lastId();
        f.answer({});
        f.session->textReceived(writeCallResult(id, {}));
        QCOMPARE(f.events(EventKind::UnexpectedAnswer), 1);
    }

    void callIsTimedOutAndTheNextOneSent()
    {
        SessionFixture f;
        f.goOnline();
        const auto first = f.call("DataTransfer");
        const auto second = f.call("Authorize");
        f.clock.advance(30s - 1ns);
        QCOMPARE(outcomeOf(first), QStringLiteral("waiting"));
        f.clock.advance(1ns);
        QCOMPARE(outcomeOf(first), QStringLiteral("timed_out"));
        QCOMPARE(f.lastAction(), QStringLiteral("Authorize"));
        QCOMPARE(outcomeOf(second), QStringLiteral("waiting"));
    }

    void whileOfflineCallsAreRejectedAtOnce()
    {
        SessionFixture f;
        QCOMPARE(outcomeOf(f.call("DataTransfer")), QStringLiteral("connection_closed"));
        f.open();
        QCOMPARE(outcomeOf(f.call("DataTransfer")), QStringLiteral("connection_closed"));
        f.answerBoot("Accepted", 60);
        QCOMPARE(outcomeOf(f.call("DataTransfer")), QStringLiteral("connection_closed"));
        f.session->setOnline(true);
        const auto open = f.call("DataTransfer");
        const auto waiting = f.call("DataTransfer");
        f.session->setOnline(false);
        QCOMPARE(outcomeOf(open), QStringLiteral("waiting"));
        QCOMPARE(outcomeOf(waiting), QStringLiteral("connection_closed"));
        QCOMPARE(outcomeOf(f.call("DataTransfer")), QStringLiteral("connection_closed"));
        QCOMPARE(f.events(EventKind::SendRejected), 4);
        QCOMPARE(f.sentActions("DataTransfer"), 1);
    }

    void aCloseResolvesEveryCallAndNothingIsSentAgain()
    {
        SessionFixture f;
        f.goOnline();
        QList<QFuture<CallOutcome>> calls;
        for (int i = 0; i < 5; ++i)
            calls << f.call("DataTransfer");
        f.close();
        for (const auto& call : calls)
            QCOMPARE(outcomeOf(call), QStringLiteral("connection_closed"));
        QCOMPARE(f.clock.pendingTimers(), std::size_t(0));
        f.goOnline(2);
        f.clock.advance(1min);
        QCOMPARE(f.sentActions("DataTransfer"), 1);
        QCOMPARE(f.events(EventKind::CallResolved), 7);
    }

    void whatComesAfterTheCloseIsIgnored()
    {
        SessionFixture f;
        f.goOnline();
        f.close();
        const auto sent = f.sent.size();
        f.receive("[2,\"s1\",\"Reset\",{\"type\":\"Soft\"}]");
        f.receive("rubbish");
        QCOMPARE(f.sent.size(), sent);
        f.open(2);
        f.close(1);
        QCOMPARE(f.session->phase(), SessionPhase::BootSent);
    }

    void destructorResolvesEveryCall()
    {
        SessionPolicy policy;
        policy.offlineSend = OfflineSend::Queue;
        auto f = std::make_unique<SessionFixture>(policy);
        f->goOnline();
        const QList<QFuture<CallOutcome>> calls{f->call("DataTransfer"), f->call("Authorize"),
                                                f->call("StartTransaction"),
                                                f->call("StopTransaction")};
        f->session.reset();
        for (const auto& call : calls)
            QCOMPARE(outcomeOf(call), QStringLiteral("connection_closed"));
        QCOMPARE(f->clock.pendingTimers(), std::size_t(0));
    }

    void bootPolicyDecidesWhichConnectionsBoot_data()
    {
        QTest::addColumn<BootPolicy>("bootPolicy");
        QTest::addColumn<int>("boots");
        QTest::newRow("every connection") << BootPolicy::EveryConnection << 3;
        QTest::newRow("first connection") << BootPolicy::FirstConnection << 1;
        QTest::newRow("on change") << BootPolicy::OnChange << 1;
    }
    void bootPolicyDecidesWhichConnectionsBoot()
    {
        QFETCH(BootPolicy, bootPolicy);
        QFETCH(int, boots);
        SessionFixture f(withBootPolicy(bootPolicy));
        for (quint32 epoch = 1; epoch <= 3; ++epoch) {
            f.goOnline(epoch);
            QVERIFY(f.session->isOnline());
            QCOMPARE(f.readyCount, int(epoch));
            f.close(epoch);
        }
        QCOMPARE(f.sentActions("BootNotification"), boots);
        f.session->requireBoot(QStringLiteral("FirmwareUpdate"));
        f.open(4);
        QCOMPARE(f.sentActions("BootNotification"), boots + 1);
    }

    void aStationThatWasNotAcceptedBootsOnTheNextConnectionToo()
    {
        SessionFixture f(withBootPolicy(BootPolicy::FirstConnection));
        f.goOnline();
        f.receive("[2,\"s1\",\"TriggerMessage\",{\"requestedMessage\":\"BootNotification\"}]");
        f.answerBoot("Rejected", 60);
        QVERIFY(!f.session->isOnline());
        f.close();
        f.open(2);
        QCOMPARE(f.session->phase(), SessionPhase::BootSent);
    }

    void messageIdsAreUniqueAcrossConnectionsAndStations()
    {
        QSet<QString> ids;
        int messages = 0;
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            SessionFixture f({}, OcppVersion::V201, seed);
            for (quint32 epoch = 1; epoch <= 3; ++epoch) {
                f.goOnline(epoch);
                f.call("DataTransfer");
                f.close(epoch);
            }
            for (const QJsonArray& message : f.sent) {
                const QString id = message.at(1).toString();
                QVERIFY(!id.isEmpty() && id.size() <= longestMessageId);
                ids.insert(id);
                ++messages;
            }
        }
        QCOMPARE(messages, 18);
        QCOMPARE(ids.size(), messages);
    }

    void withoutAControllerTheSessionWaitsTheResumeDelayItself()
    {
        SessionPolicy policy;
        policy.ownsResumeDelay = true;
        policy.resumeDelay = 250ms;
        SessionFixture f(policy);
        int online = 0;
        QObject::connect(f.session.get(), &Session::online, f.session.get(), [&] { ++online; });
        f.open();
        f.answerBoot("Accepted", 60);
        f.clock.advance(250ms - 1ns);
        QVERIFY(!f.session->isOnline());
        f.clock.advance(1ns);
        QVERIFY(f.session->isOnline());
        QCOMPARE(online, 1);
        f.close();
        f.open(2);
        f.answerBoot("Accepted", 60);
        f.close(2);
        f.clock.advance(1min);
        QCOMPARE(online, 1);
    }

    void anAnswerThatComesWithinTheSendingIsTakenInOrder()
    {
        SessionFixture f;
        f.goOnline();
        f.onSend = [&] {
            if (f.sent.back().at(0).toInt() == 2)
                f.answer({});
        };
        for (int i = 0; i < 3; ++i)
            QCOMPARE(outcomeOf(f.call("DataTransfer")), QStringLiteral("result"));
        QCOMPARE(f.session->armedTimers(), 1); // the heartbeat's
        QCOMPARE(f.clock.pendingTimers(), std::size_t(1));
        f.onSend = [&] { f.close(); };
        QCOMPARE(outcomeOf(f.call("DataTransfer")), QStringLiteral("connection_closed"));
        QCOMPARE(f.clock.pendingTimers(), std::size_t(0));
    }

    void aContinuationMayCallTheSession()
    {
        SessionFixture f;
        f.goOnline();
        QFuture<CallOutcome> again;
        f.call("DataTransfer").then([&](const CallOutcome&) { again = f.call("Authorize"); });
        f.answer({});
        QCOMPARE(f.lastAction(), QStringLiteral("Authorize"));
        f.call("DataTransfer").then([&](const CallOutcome&) { f.open(2); });
        f.close();
        QCOMPARE(outcomeOf(again), QStringLiteral("connection_closed"));
        QCOMPARE(f.session->phase(), SessionPhase::BootSent);
    }
};

QTEST_GUILESS_MAIN(TestSession)

} // namespace tst_session

#include "tst_session.moc"
