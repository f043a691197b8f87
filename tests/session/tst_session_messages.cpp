// SPDX-License-Identifier: MIT
// CALLs of the server, kept messages, broken messages and secrets.
#include "tests/session/session_fixture.h"

#include <QTest>

namespace tst_session_messages {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

SessionPolicy queueing(std::uint32_t bound, std::chrono::nanoseconds ttl)
{
    SessionPolicy policy;
    policy.offlineSend = OfflineSend::Queue;
    policy.offlineQueueBound = bound;
    policy.offlineQueueTtl = ttl;
    return policy;
}

const char* const triggerBoot =
    "[2,\"s1\",\"TriggerMessage\",{\"requestedMessage\":\"BootNotification\"}]";

} // namespace

class TestSessionMessages : public QObject
{
    Q_OBJECT

private slots:
    void unknownCallsAreNotImplemented()
    {
        SessionFixture f;
        f.goOnline();
        f.receive("[2,\"s1\",\"UnlockConnector\",{}]");
        QCOMPARE(f.sent.back().at(0).toInt(), 4);
        QCOMPARE(f.lastId(), QStringLiteral("s1"));
        QCOMPARE(f.sent.back().at(2).toString(), QStringLiteral("NotImplemented"));
    }

    void beforeAcceptanceServerCallsAreAnsweredSecurityError()
    {
        SessionFixture f;
        f.open();
        f.receive("[2,\"s1\",\"Reset\",{\"type\":\"Soft\"}]");
        QCOMPARE(f.sent.back().at(2).toString(), QStringLiteral("SecurityError"));
        f.session->textReceived(
            writeCallResult(f.sent.front().at(1).toString(),
                            {{QStringLiteral("status"), QStringLiteral("Rejected")},
                             {QStringLiteral("interval"), 60}}));
        f.receive(triggerBoot);
        QCOMPARE(f.sent.back().at(2).toString(), QStringLiteral("SecurityError"));
        QCOMPARE(f.sentActions("BootNotification"), 1);
        const auto sent = f.sent.size();
        f.receive("[2,\"s2\",7,{}]");
        QCOMPARE(f.sent.size(), sent);
        // A Boot that was only never answered makes the station no more trusted.
        SessionFixture silent;
        silent.open();
        silent.clock.advance(31s);
        silent.receive(triggerBoot);
        QCOMPARE(silent.sent.back().at(2).toString(), QStringLiteral("SecurityError"));
    }

    void whilePendingATriggeredBootGoesAtOnce()
    {
        SessionFixture f({}, OcppVersion::V201);
        f.open();
        f.answerBoot("Pending", 600);
        f.receive("[2,\"s0\",\"TriggerMessage\",{\"requestedMessage\":\"Heartbeat\"}]");
        QCOMPARE(f.lastPayload().value(QStringLiteral("status")).toString(),
                 QStringLiteral("Rejected"));
        f.receive(triggerBoot);
        QCOMPARE(f.sentActions("BootNotification"), 2);
        QCOMPARE(f.lastPayload().value(QStringLiteral("reason")).toString(),
                 QStringLiteral("Triggered"));
        f.answerBoot("Accepted", 60);
        f.session->setOnline(true);
        f.clock.advance(10min);
        QCOMPARE(f.sentActions("BootNotification"), 2);
    }

    void aTriggeredBootOfAnAcceptedStationDependsOnTheVersion()
    {
        SessionFixture newer({}, OcppVersion::V201);
        newer.goOnline();
        newer.receive(triggerBoot);
        QCOMPARE(newer.lastPayload().value(QStringLiteral("status")).toString(),
                 QStringLiteral("Rejected"));
        QCOMPARE(newer.sentActions("BootNotification"), 1);

        SessionFixture older;
        older.goOnline(1, 60);
        older.receive(triggerBoot);
        QCOMPARE(older.sentActions("BootNotification"), 2);
        older.answerBoot("Accepted", 20);
        QVERIFY(older.session->isOnline());
        QCOMPARE(older.readyCount, 1);
        older.clock.advance(20s);
        QCOMPARE(older.sentActions("Heartbeat"), 1);
        older.answer({});
        older.receive(triggerBoot);
        older.clock.advance(30s);
        QVERIFY2(older.session->isOnline(), "silence takes the registration from nobody");
    }

    void heartbeatAndStatusCanBeTriggered()
    {
        SessionFixture f;
        f.goOnline();
        f.receive("[2,\"s1\",\"TriggerMessage\",{\"requestedMessage\":\"Heartbeat\"}]");
        QCOMPARE(f.lastAction(), QStringLiteral("Heartbeat"));
        f.answer({});
        f.receive("[2,\"s2\",\"TriggerMessage\",{\"requestedMessage\":\"StatusNotification\"}]");
        QCOMPARE(f.lastAction(), QStringLiteral("StatusNotification"));
        f.receive("[2,\"s3\",\"TriggerMessage\",{\"requestedMessage\":\"LogStatusNotification\"}]");
        QCOMPARE(f.lastPayload().value(QStringLiteral("status")).toString(),
                 QStringLiteral("NotImplemented"));
    }

    void resetIsAcceptedAndTheNextConnectionBootsWithItsReason()
    {
        SessionPolicy policy;
        policy.bootPolicy = BootPolicy::OnChange;
        SessionFixture f(policy, OcppVersion::V201);
        QString type;
        QObject::connect(f.session.get(), &Session::resetRequested, f.session.get(),
                         [&](const QString& wanted) { type = wanted; });
        f.goOnline();
        f.receive("[2,\"s1\",\"Reset\",{\"type\":\"Immediate\"}]");
        QCOMPARE(f.lastPayload().value(QStringLiteral("status")).toString(),
                 QStringLiteral("Accepted"));
        QCOMPARE(type, QStringLiteral("Immediate"));
        f.close();
        f.open(2);
        QCOMPARE(f.lastPayload().value(QStringLiteral("reason")).toString(),
                 QStringLiteral("RemoteReset"));
        f.answerBoot("Accepted", 60);
        f.session->requireBoot(QStringLiteral("PowerUp"));
        f.close(2);
        f.open(3);
        QCOMPARE(f.lastPayload().value(QStringLiteral("reason")).toString(),
                 QStringLiteral("PowerUp"));
    }

    void theReasonOfABootIsForgottenOnceItIsAccepted()
    {
        SessionFixture f({}, OcppVersion::V201);
        f.session->requireBoot(QStringLiteral("FirmwareUpdate"));
        const auto reason = [&] {
            return f.lastPayload().value(QStringLiteral("reason")).toString();
        };
        f.open();
        f.close();
        f.open(2);
        QCOMPARE(reason(), QStringLiteral("FirmwareUpdate"));
        f.answerBoot("Accepted", 60);
        f.close(2);
        f.open(3);
        QCOMPARE(reason(), QStringLiteral("PowerUp"));
    }

    void aBrokenCallOfTheServerIsNoAnswerToOurs()
    {
        SessionFixture f;
        f.goOnline();
        const auto ours = f.call("DataTransfer");
        const QString id = f.lastId();
        f.session->textReceived(QStringLiteral("[2,\"%1\",\"Reset\"]").arg(id));
        QCOMPARE(outcomeOf(ours), QStringLiteral("waiting"));
        f.session->textReceived(QStringLiteral("[3,\"%1\"]").arg(id));
        QCOMPARE(outcomeOf(ours), QStringLiteral("error"));
    }

    void transactionMessagesAreKeptInOrderAndMarkedOffline_data()
    {
        QTest::addColumn<OcppVersion>("version");
        QTest::addColumn<QByteArray>("action");
        QTest::addColumn<bool>("marked");
        QTest::newRow("1.6") << OcppVersion::V16 << QByteArray("MeterValues") << false;
        QTest::newRow("2.0.1") << OcppVersion::V201 << QByteArray("TransactionEvent") << true;
        QTest::newRow("2.1") << OcppVersion::V21 << QByteArray("TransactionEvent") << true;
    }
    void transactionMessagesAreKeptInOrderAndMarkedOffline()
    {
        QFETCH(OcppVersion, version);
        QFETCH(QByteArray, action);
        QFETCH(bool, marked);
        SessionFixture f({}, version);
        QList<QFuture<CallOutcome>> calls;
        for (int i = 0; i < 3; ++i)
            calls << f.call(action.constData(), {{QStringLiteral("seqNo"), i}});
        QCOMPARE(f.session->waitingTransactions(), std::size_t(3));
        f.goOnline();
        calls << f.call(action.constData(), {{QStringLiteral("seqNo"), 3}});
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(f.lastAction(), QLatin1String(action));
            QCOMPARE(f.lastPayload().value(QStringLiteral("seqNo")).toInt(), i);
            QCOMPARE(f.lastPayload().value(QStringLiteral("offline")).toBool(), marked && i < 3);
            QCOMPARE(outcomeOf(calls[i]), QStringLiteral("waiting"));
            f.answer({});
            QCOMPARE(outcomeOf(calls[i]), QStringLiteral("result"));
        }
        QCOMPARE(f.session->waitingTransactions(), std::size_t(0));
    }

    void aTransactionMessageHasItsAttemptsThenIsDiscarded()
    {
        SessionPolicy policy;
        policy.messageAttempts = 3;
        policy.messageAttemptInterval = 60s;
        SessionFixture f(policy);
        f.goOnline(1, 100000);
        const auto first = f.call("StartTransaction");
        const auto second = f.call("StopTransaction");
        const QString id = f.lastId();
        f.answerError();
        f.clock.advance(60s - 1ns);
        QCOMPARE(f.sentActions("StartTransaction"), 1);
        f.clock.advance(1ns);
        QCOMPARE(f.sentActions("StartTransaction"), 2);
        QCOMPARE(f.lastId(), id);
        f.clock.advance(30s); // not answered in time
        f.clock.advance(120s - 1ns);
        QCOMPARE(f.sentActions("StartTransaction"), 2);
        f.clock.advance(1ns);
        QCOMPARE(f.sentActions("StartTransaction"), 3);
        QCOMPARE(outcomeOf(first), QStringLiteral("waiting"));
        f.answerError();
        QCOMPARE(outcomeOf(first), QStringLiteral("dropped"));
        QCOMPARE(f.lastAction(), QStringLiteral("StopTransaction"));
        f.answer({});
        QCOMPARE(outcomeOf(second), QStringLiteral("result"));
    }

    void otherCallsGoWhileATransactionMessageWaitsForItsNextAttempt()
    {
        SessionFixture f;
        f.goOnline();
        f.call("StartTransaction");
        f.answerError();
        const auto other = f.call("DataTransfer");
        QCOMPARE(f.lastAction(), QStringLiteral("DataTransfer"));
        f.answer({});
        QCOMPARE(outcomeOf(other), QStringLiteral("result"));
    }

    void aLostConnectionIsNoneOfTheAttempts()
    {
        SessionPolicy policy;
        policy.messageAttempts = 1;
        SessionFixture f(policy);
        f.goOnline();
        const auto kept = f.call("StartTransaction");
        const QString id = f.lastId();
        for (quint32 epoch = 2; epoch <= 5; ++epoch) {
            f.close(epoch - 1);
            f.goOnline(epoch);
            QCOMPARE(f.lastAction(), QStringLiteral("StartTransaction"));
            QCOMPARE(f.lastId(), id);
        }
        QCOMPARE(outcomeOf(kept), QStringLiteral("waiting"));
        f.answer({});
        QCOMPARE(outcomeOf(kept), QStringLiteral("result"));
        const auto refused = f.call("StopTransaction");
        f.answerError();
        QCOMPARE(outcomeOf(refused), QStringLiteral("dropped"));
    }

    void offlineQueueKeepsOrderBoundAndAge()
    {
        SessionFixture f(queueing(2, 60s));
        const auto old = f.call("DataTransfer", {{QStringLiteral("n"), 1}});
        f.clock.advance(40s);
        const auto young = f.call("DataTransfer", {{QStringLiteral("n"), 2}});
        QCOMPARE(outcomeOf(f.call("DataTransfer")), QStringLiteral("dropped"));
        f.clock.advance(20s + 1ns);
        f.goOnline();
        QCOMPARE(outcomeOf(old), QStringLiteral("dropped"));
        QCOMPARE(f.lastPayload().value(QStringLiteral("n")).toInt(), 2);
        const auto waiting = f.call("Authorize");
        f.close();
        QCOMPARE(outcomeOf(young), QStringLiteral("connection_closed"));
        QCOMPARE(outcomeOf(waiting), QStringLiteral("waiting"));
        f.goOnline(2);
        QCOMPARE(f.lastAction(), QStringLiteral("Authorize"));
        QCOMPARE(f.sentActions("DataTransfer"), 1);
    }

    void ageIsLookedAtAfterTheOwnResumeDelayToo()
    {
        SessionPolicy policy = queueing(10, 60s);
        policy.ownsResumeDelay = true;
        policy.resumeDelay = 61s;
        SessionFixture f(policy);
        const auto old = f.call("DataTransfer");
        f.open();
        f.answerBoot("Accepted", 300);
        f.clock.advance(61s);
        QVERIFY(f.session->isOnline());
        QCOMPARE(outcomeOf(old), QStringLiteral("dropped"));
        QCOMPARE(f.sentActions("DataTransfer"), 0);
    }

    void offlineSendCanBeDrop()
    {
        SessionPolicy policy;
        policy.offlineSend = OfflineSend::Drop;
        SessionFixture f(policy);
        QCOMPARE(outcomeOf(f.call("DataTransfer")), QStringLiteral("dropped"));
    }

    void brokenMessagesAreAnsweredAsTheVersionWants_data()
    {
        QTest::addColumn<OcppVersion>("version");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("reply");
        QTest::newRow("1.6 rubbish") << OcppVersion::V16 << QByteArray("rubbish") << QByteArray();
        QTest::newRow("1.6 call") << OcppVersion::V16 << QByteArray("[2,\"s\",\"Reset\"]")
                                  << QByteArray("[4,\"s\",\"FormationViolation\"");
        QTest::newRow("2.0.1 rubbish") << OcppVersion::V201 << QByteArray("rubbish")
                                       << QByteArray("[4,\"-1\",\"RpcFrameworkError\"");
        QTest::newRow("2.0.1 payload") << OcppVersion::V201 << QByteArray("[2,\"s\",\"Reset\",[]]")
                                       << QByteArray("[4,\"s\",\"FormatViolation\"");
        QTest::newRow("2.0.1 result")
            << OcppVersion::V201 << QByteArray("[3,\"s\",1]") << QByteArray();
        QTest::newRow("2.1 result") << OcppVersion::V21 << QByteArray("[3,\"s\",1]")
                                    << QByteArray("[5,\"s\",\"RpcFrameworkError\"");
        QTest::newRow("2.1 send") << OcppVersion::V21 << QByteArray("[6,\"s\",1]") << QByteArray();
    }
    void brokenMessagesAreAnsweredAsTheVersionWants()
    {
        QFETCH(OcppVersion, version);
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, reply);
        SessionFixture f({}, version);
        f.goOnline();
        const auto before = f.sent.size();
        f.receive(text.constData());
        QCOMPARE(f.events(EventKind::MalformedMessage), 1);
        QCOMPARE(f.sent.size(), before + (reply.isEmpty() ? 0 : 1));
        if (!reply.isEmpty())
            QVERIFY(QJsonDocument(f.sent.back()).toJson(QJsonDocument::Compact).startsWith(reply));
        QVERIFY(f.session->isOnline());
    }

    void aSendIsDeliveredAndNotAnswered()
    {
        SessionFixture f({}, OcppVersion::V21);
        f.goOnline();
        QString action;
        QObject::connect(f.session.get(), &Session::callReceived, f.session.get(),
                         [&](const QString& name) { action = name; });
        const auto sent = f.sent.size();
        f.receive("[6,\"s1\",\"NotifyPeriodicEventStream\",{}]");
        QCOMPARE(action, QStringLiteral("NotifyPeriodicEventStream"));
        QCOMPARE(f.sent.size(), sent);
    }

    void secretsDoNotReachTheLog()
    {
        SessionFixture f;
        f.goOnline();
        f.receive("[2,\"s1\",\"ChangeConfiguration\","
                  "{\"key\":\"AuthorizationKey\",\"value\":\"hush-1\"}]");
        f.call("DataTransfer", {{QStringLiteral("password"), QStringLiteral("hush-2")},
                                {QStringLiteral("plain"), QStringLiteral("seen")}});
        bool seen = false;
        for (EventNumber number = 1; number <= f.log.size(); ++number) {
            const std::string_view payload = f.log.text(number, FieldKey::Payload);
            QVERIFY(payload.find("hush") == std::string_view::npos);
            seen = seen || payload.find("seen") != std::string_view::npos;
        }
        QVERIFY(seen);
        QCOMPARE(f.lastPayload().value(QStringLiteral("password")).toString(),
                 QStringLiteral("hush-2"));
    }
};

QTEST_GUILESS_MAIN(TestSessionMessages)

} // namespace tst_session_messages

#include "tst_session_messages.moc"
