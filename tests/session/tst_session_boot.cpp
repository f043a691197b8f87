// SPDX-License-Identifier: MIT
// Boot and Heartbeats of a Session on a VirtualClock.
#include "tests/session/session_fixture.h"

#include <QTest>

namespace tst_session_boot {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

class TestSessionBoot : public QObject
{
    Q_OBJECT

private slots:
    void firstCallIsTheBootAndNothingElseGoesOutBeforeAccepted()
    {
        SessionFixture f;
        f.open();
        QCOMPARE(f.lastAction(), QStringLiteral("BootNotification"));
        f.session->setOnline(true);
        f.clock.advance(29s);
        QCOMPARE(f.sent.size(), std::size_t(1));
        f.answerBoot("Accepted", 60);
        QCOMPARE(f.readyCount, 1);
        QCOMPARE(f.session->phase(), SessionPhase::Accepted);
        f.clock.advance(1h);
        QCOMPARE(f.sent.size(), std::size_t(1));
    }

    void pendingAndRejectedWaitTheIntervalThenBootAgain_data()
    {
        QTest::addColumn<QString>("status");
        QTest::newRow("Pending") << QStringLiteral("Pending");
        QTest::newRow("Rejected") << QStringLiteral("Rejected");
    }
    void pendingAndRejectedWaitTheIntervalThenBootAgain()
    {
        QFETCH(QString, status);
        SessionFixture f;
        f.open();
        f.answerBoot(status.toLatin1().constData(), 45);
        f.clock.advance(45s - 1ns);
        QCOMPARE(f.sent.size(), std::size_t(1));
        f.clock.advance(1ns);
        QCOMPARE(f.sentActions("BootNotification"), 2);
        f.answerBoot("Accepted", 60);
        QCOMPARE(f.readyCount, 1);
    }

    void intervalZeroIsTheStationsOwnChoiceWithoutFlooding()
    {
        SessionPolicy policy;
        policy.bootRetryInterval = 0s;
        SessionFixture f(policy);
        f.open();
        f.answerBoot("Rejected", 0);
        f.clock.advance(1s - 1ns);
        QCOMPARE(f.sent.size(), std::size_t(1));
        f.clock.advance(1ns);
        QCOMPARE(f.sent.size(), std::size_t(2));
        f.answerBoot("Accepted", 0);
        f.session->setOnline(true);
        f.clock.advance(300s - 1ns);
        QCOMPARE(f.sentActions("Heartbeat"), 0);
        f.clock.advance(1ns);
        QCOMPARE(f.sentActions("Heartbeat"), 1);
    }

    void bootThatIsNotAnsweredIsTimedOutAndRepeated()
    {
        SessionFixture f;
        QStringList advice;
        QObject::connect(f.session.get(), &Session::reconnectAdvised, f.session.get(),
                         [&](const QString& reason) { advice << reason; });
        f.open();
        f.clock.advance(30s);
        QCOMPARE(advice.size(), 1);
        QCOMPARE(f.events(EventKind::BootTimedOut), 1);
        f.clock.advance(10s - 1ns);
        QCOMPARE(f.sent.size(), std::size_t(1));
        f.clock.advance(1ns);
        QCOMPARE(f.sentActions("BootNotification"), 2);
        QVERIFY(f.sent[0].at(1) != f.sent[1].at(1));
    }

    void bootAnswerThatIsNoneCountsAsAFailure_data()
    {
        QTest::addColumn<QByteArray>("rest");
        QTest::newRow("CALLERROR") << QByteArray("[4,\"ID\",\"InternalError\",\"\",{}]");
        QTest::newRow("no status") << QByteArray("[3,\"ID\",{}]");
        QTest::newRow("unknown status") << QByteArray("[3,\"ID\",{\"status\":\"accepted\"}]");
        QTest::newRow("payload is no object") << QByteArray("[3,\"ID\",[]]");
        QTest::newRow("CALLERROR too short") << QByteArray("[4,\"ID\"]");
    }
    void bootAnswerThatIsNoneCountsAsAFailure()
    {
        QFETCH(QByteArray, rest);
        SessionFixture f;
        f.open();
        f.receive(rest.replace("ID", f.lastId().toUtf8()).constData());
        QCOMPARE(f.session->phase(), SessionPhase::WaitingToBoot);
        QCOMPARE(f.readyCount, 0);
        QCOMPARE(f.sent.size(), std::size_t(1));
        f.clock.advance(10s);
        QCOMPARE(f.sentActions("BootNotification"), 2);
    }

    void hostileIntervalsAreClamped()
    {
        SessionFixture f;
        f.open();
        f.answer({{QStringLiteral("status"), QStringLiteral("Pending")},
                  {QStringLiteral("interval"), 1e300}});
        QCOMPARE(f.session->armedTimers(), 1);
        f.close();
        f.open(2);
        f.answer({{QStringLiteral("status"), QStringLiteral("Pending")},
                  {QStringLiteral("interval"), -5}});
        f.clock.advance(10s);
        QCOMPARE(f.sentActions("BootNotification"), 3);
    }

    void heartbeatsBeginAfterOnlineAndAnewOnEachConnection()
    {
        SessionFixture f;
        f.goOnline(1, 60);
        f.clock.advance(60s);
        QCOMPARE(f.sentActions("Heartbeat"), 1);
        f.answer({});
        QCOMPARE(f.events(EventKind::HeartbeatAnswered), 1);
        f.clock.advance(59s);
        f.session->setOnline(false);
        f.close();
        QCOMPARE(f.session->armedTimers(), 0);
        f.clock.advance(10min);
        QCOMPARE(f.sentActions("Heartbeat"), 1);
        f.goOnline(2, 60);
        f.clock.advance(60s - 1ns);
        QCOMPARE(f.sentActions("Heartbeat"), 1);
        f.clock.advance(1ns);
        QCOMPARE(f.sentActions("Heartbeat"), 2);
    }

    void heartbeatsDoNotPileUpBehindAnOpenCall()
    {
        SessionPolicy policy;
        policy.callTimeout = 1h;
        SessionFixture f(policy);
        f.goOnline(1, 60);
        f.call("DataTransfer");
        f.clock.advance(10min);
        QCOMPARE(f.sentActions("Heartbeat"), 0);
        f.answer({});
        f.answer({});
        f.clock.advance(1s);
        QCOMPARE(f.sentActions("Heartbeat"), 1);
    }

    void heartbeatIsLeftOutAfterTrafficIfThePolicySaysSo_data()
    {
        QTest::addColumn<bool>("skip");
        QTest::addColumn<int>("beats");
        QTest::newRow("skip") << true << 0;
        QTest::newRow("never skip") << false << 1;
    }
    void heartbeatIsLeftOutAfterTrafficIfThePolicySaysSo()
    {
        QFETCH(bool, skip);
        QFETCH(int, beats);
        SessionPolicy policy;
        policy.skipHeartbeatWhenBusy = skip;
        SessionFixture f(policy);
        f.goOnline(1, 60);
        f.clock.advance(40s);
        f.call("DataTransfer");
        f.answer({});
        f.clock.advance(30s);
        QCOMPARE(f.sentActions("Heartbeat"), beats);
        f.clock.advance(30s);
        QCOMPARE(f.sentActions("Heartbeat"), 1);
    }
};

QTEST_GUILESS_MAIN(TestSessionBoot)

} // namespace tst_session_boot

#include "tst_session_boot.moc"
