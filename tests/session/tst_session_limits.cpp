// SPDX-License-Identifier: MIT
// What a Session does when something is full, too old, or will not take what it is given.
#include "tests/session/session_fixture.h"

#include <QTest>

namespace tst_session_limits {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

SessionPolicy withTransactionBound(std::uint32_t bound)
{
    SessionPolicy policy;
    policy.transactionQueueBound = bound;
    return policy;
}

SessionPolicy queueing(std::chrono::nanoseconds ttl)
{
    SessionPolicy policy;
    policy.offlineSend = OfflineSend::Queue;
    policy.offlineQueueTtl = ttl;
    return policy;
}

/// Puts messages about transactions into a session, and says which the server gets. A name is a
/// letter (S starts, U is in between, E ends) and what tells it from the others.
class Transactions
{
public:
    Transactions(SessionFixture& fixture, OcppVersion version)
        : fixture_(fixture), version_(version)
    {
    }

    QFuture<CallOutcome> want(const QString& name)
    {
        QJsonObject payload{{QStringLiteral("name"), name}};
        const int kind = name.startsWith(QLatin1Char('S'))   ? 0
                         : name.startsWith(QLatin1Char('U')) ? 1
                                                             : 2;
        if (version_ == OcppVersion::V16) {
            static constexpr std::array actions{"StartTransaction", "MeterValues",
                                                "StopTransaction"};
            return fixture_.call(actions.at(std::size_t(kind)), payload);
        }
        static constexpr std::array types{"Started", "Updated", "Ended"};
        payload.insert(QStringLiteral("eventType"), QLatin1String(types.at(std::size_t(kind))));
        return fixture_.call("TransactionEvent", payload);
    }
    QList<QFuture<CallOutcome>> wantAll(const QString& names)
    {
        QList<QFuture<CallOutcome>> futures;
        for (const QString& name : names.split(QLatin1Char(' ')))
            futures << want(name);
        return futures;
    }
    QString delivered()
    {
        QStringList names;
        while (fixture_.session->waitingTransactions() > 0) {
            names << fixture_.lastPayload().value(QStringLiteral("name")).toString();
            fixture_.answer({});
        }
        return names.join(QLatin1Char(' '));
    }

private:
    SessionFixture& fixture_;
    OcppVersion version_;
};

} // namespace

class TestSessionLimits : public QObject
{
    Q_OBJECT

private slots:
    void aFullQueueSparesIntermediateTransactionMessages_data()
    {
        QTest::addColumn<OcppVersion>("version");
        QTest::addColumn<QString>("wanted");
        QTest::addColumn<QString>("delivered");
        const auto row = [](const char* wanted, const char* delivered) {
            for (const OcppProfile& profile : ocppProfiles())
                QTest::addRow("%s, %s", wanted, qPrintable(profile.subprotocol))
                    << profile.version << QString::fromLatin1(wanted)
                    << QString::fromLatin1(delivered);
        };
        row("S U1 U2 U3 U4", "S U1 U2 U3 U4");
        row("S U1 U2 U3 U4 U5", "S U2 U3 U4 U5");
        row("S U1 U2 U3 U4 U5 U6", "S U2 U4 U5 U6");
        row("S U1 U2 U3 U4 U5 U6 E", "S U2 U4 U6 E");
        row("S U1 U2 U3 U4 U5 U6 E Sb", "S U4 U6 E Sb");
        row("S U1 U2 U3 U4 U5 U6 E Sb Eb Sc", "S E Sb Eb Sc");
        row("S E Sb Eb Sc Ec", "S E Sb Eb Sc");
        row("S E Sb Eb Sc Uc", "S E Sb Eb Sc");
    }
    void aFullQueueSparesIntermediateTransactionMessages()
    {
        QFETCH(OcppVersion, version);
        QFETCH(QString, wanted);
        QFETCH(QString, delivered);
        SessionFixture f(withTransactionBound(5), version);
        Transactions transactions(f, version);
        const auto futures = transactions.wantAll(wanted);
        QCOMPARE(f.session->waitingTransactions(), std::size_t(5));
        QCOMPARE(f.events(EventKind::QueueDropped), int(futures.size()) - 5);
        f.goOnline();
        QCOMPARE(transactions.delivered(), delivered);
        QCOMPARE(f.events(EventKind::CallSent), 5);
        const QStringList arrived = delivered.split(QLatin1Char(' '));
        const QStringList all = wanted.split(QLatin1Char(' '));
        for (qsizetype i = 0; i < futures.size(); ++i)
            QCOMPARE(outcomeOf(futures[i]), arrived.contains(all[i]) ? QStringLiteral("result")
                                                                     : QStringLiteral("dropped"));
    }

    void aMessageThatWasSentIsNeverSpared()
    {
        SessionFixture f(withTransactionBound(1));
        f.goOnline();
        const auto inFlight = f.call("MeterValues");
        QCOMPARE(outcomeOf(f.call("MeterValues")), QStringLiteral("dropped"));
        f.answerError();
        QCOMPARE(outcomeOf(f.call("StopTransaction")), QStringLiteral("dropped"));
        f.clock.advance(60s);
        QCOMPARE(f.sentActions("MeterValues"), 2);
        f.answer({});
        QCOMPARE(outcomeOf(inFlight), QStringLiteral("result"));
        QCOMPARE(f.session->waitingTransactions(), std::size_t(0));
    }

    void aQueuedCallThatIsTooOldIsDroppedWhenItIs()
    {
        SessionFixture f(queueing(60s));
        const auto first = f.call("DataTransfer");
        f.clock.advance(1s);
        const auto second = f.call("DataTransfer");
        f.clock.advance(59s);
        QCOMPARE(outcomeOf(first), QStringLiteral("waiting"));
        f.clock.advance(1ns);
        QCOMPARE(outcomeOf(first), QStringLiteral("dropped"));
        QCOMPARE(outcomeOf(second), QStringLiteral("waiting"));
        f.clock.advance(1s);
        QCOMPARE(outcomeOf(second), QStringLiteral("dropped"));
        QCOMPARE(f.session->waitingCalls(), std::size_t(0));
        QCOMPARE(f.clock.pendingTimers(), std::size_t(0));
        f.goOnline();
        QCOMPARE(f.sent.size(), std::size_t(1));
    }

    void aQueuedCallGrowsTooOldBehindOthersToo()
    {
        SessionFixture f(queueing(60s));
        f.call("Authorize");
        const auto behind = f.call("DataTransfer");
        f.clock.advance(50s);
        f.goOnline();
        QCOMPARE(f.lastAction(), QStringLiteral("Authorize"));
        f.clock.advance(11s);
        QCOMPARE(outcomeOf(behind), QStringLiteral("dropped"));
        f.answer({});
        QCOMPARE(f.lastAction(), QStringLiteral("Authorize"));
    }

    void noAgeIsTooGreatForTheClock()
    {
        SessionFixture f(queueing(std::chrono::nanoseconds::max()));
        f.clock.advance(1s);
        const auto call = f.call("DataTransfer");
        f.clock.advance(24h * 365);
        QCOMPARE(outcomeOf(call), QStringLiteral("waiting"));
        f.goOnline();
        QCOMPARE(f.lastAction(), QStringLiteral("DataTransfer"));
    }

    void whatTheLinkDoesNotTakeFailsAtOnceAndNothingFollowsIt()
    {
        SessionFixture f;
        f.goOnline();
        const auto sent = f.sent.size();
        f.linkTakes = false;
        const auto refused = f.call("DataTransfer");
        QCOMPARE(outcomeOf(refused), QStringLiteral("connection_closed"));
        QCOMPARE(f.events(EventKind::SendRejected), 1);
        f.linkTakes = true;
        const auto behind = f.call("Authorize");
        QCOMPARE(outcomeOf(behind), QStringLiteral("waiting"));
        QCOMPARE(f.sent.size(), sent);
        f.clock.advance(30s);
        QCOMPARE(f.lastAction(), QStringLiteral("Authorize"));
        f.close();
        QCOMPARE(outcomeOf(behind), QStringLiteral("connection_closed"));
    }

    void aTransactionMessageThatTheLinkDoesNotTakeKeepsItsPlaceAndItsAttempts()
    {
        SessionPolicy policy;
        policy.messageAttempts = 1;
        SessionFixture f(policy);
        f.goOnline();
        f.linkTakes = false;
        const auto kept = f.call("StopTransaction");
        QCOMPARE(outcomeOf(kept), QStringLiteral("waiting"));
        QCOMPARE(f.events(EventKind::CallResolved), 1); // the Boot
        f.close();
        QCOMPARE(f.events(EventKind::CallResolved), 2);
        f.linkTakes = true;
        f.goOnline(2);
        QCOMPARE(f.sentActions("StopTransaction"), 1);
        f.answer({});
        QCOMPARE(outcomeOf(kept), QStringLiteral("result"));
    }

    void aBootThatTheLinkDoesNotTakeIsTriedAgain()
    {
        SessionFixture f;
        f.linkTakes = false;
        f.open();
        QCOMPARE(f.events(EventKind::SendRejected), 1);
        f.linkTakes = true;
        f.clock.advance(30s + 10s);
        QCOMPARE(f.lastAction(), QStringLiteral("BootNotification"));
        f.answerBoot("Accepted", 60);
        QCOMPARE(f.readyCount, 1);
    }

    void aServerThatTriggersWithoutEndFillsNoQueue()
    {
        SessionFixture f;
        f.goOnline();
        f.call("DataTransfer");
        int accepted = 0;
        for (int i = 0; i < 1000; ++i) {
            f.receive("[2,\"t\",\"TriggerMessage\",{\"requestedMessage\":\"StatusNotification\"}]");
            f.receive("[2,\"t\",\"TriggerMessage\",{\"requestedMessage\":\"Heartbeat\"}]");
            f.receive("[2,\"t\",\"TriggerMessage\",{\"requestedMessage\":\"BootNotification\"}]");
        }
        for (const QJsonArray& message : f.sent) {
            if (message.last().toObject().value(QStringLiteral("status")) ==
                QLatin1String("Accepted"))
                ++accepted;
        }
        QCOMPARE(f.session->waitingCalls(), std::size_t(1));
        QCOMPARE(accepted, 1 + 2 * 1000);
        f.answer({}); // to the last trigger: not ours, nothing happens
        QCOMPARE(f.sentActions("StatusNotification"), 0);
    }

    void whoClosesTheLinkOnATimeOutSeesNothingSentAfterwards()
    {
        SessionFixture f;
        f.goOnline();
        std::size_t sentAtClose = 0;
        QObject::connect(f.session.get(), &Session::reconnectAdvised, f.session.get(), [&] {
            sentAtClose = f.sent.size();
            f.linkTakes = false;
            f.close();
        });
        const auto first = f.call("DataTransfer");
        const auto second = f.call("Authorize");
        f.clock.advance(30s);
        QCOMPARE(outcomeOf(first), QStringLiteral("timed_out"));
        QCOMPARE(outcomeOf(second), QStringLiteral("connection_closed"));
        QVERIFY(sentAtClose > 0);
        QCOMPARE(f.sent.size(), sentAtClose);
        QCOMPARE(f.events(EventKind::SendRejected), 0);
        QCOMPARE(f.session->armedTimers(), 0);
    }

    void whoClosesTheLinkWhenOnlineSeesNothingSentAfterwards()
    {
        SessionPolicy policy;
        policy.ownsResumeDelay = true;
        SessionFixture f(policy);
        f.call("StartTransaction");
        QObject::connect(f.session.get(), &Session::online, f.session.get(), [&] {
            f.linkTakes = false;
            f.close();
        });
        f.open();
        f.answerBoot("Accepted", 60);
        f.clock.advance(250ms);
        QCOMPARE(f.session->phase(), SessionPhase::Closed);
        QCOMPARE(f.events(EventKind::SendRejected), 0);
        QCOMPARE(f.session->armedTimers(), 0);
    }

    void aChangedStationBootsOnTheNextConnectionIfThePolicySaysSo_data()
    {
        QTest::addColumn<BootPolicy>("policy");
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("boots");
        QTest::newRow("on change") << BootPolicy::OnChange << QStringLiteral("Other") << 2;
        QTest::newRow("the same words") << BootPolicy::OnChange << QStringLiteral("Bench") << 1;
        QTest::newRow("first") << BootPolicy::FirstConnection << QStringLiteral("Other") << 1;
        QTest::newRow("every") << BootPolicy::EveryConnection << QStringLiteral("Bench") << 2;
    }
    void aChangedStationBootsOnTheNextConnectionIfThePolicySaysSo()
    {
        QFETCH(BootPolicy, policy);
        QFETCH(QString, model);
        QFETCH(int, boots);
        SessionPolicy bootsWhen;
        bootsWhen.bootPolicy = policy;
        SessionFixture f(bootsWhen);
        f.goOnline();
        f.session->describeStation(QStringLiteral("Redial"), model);
        QCOMPARE(f.sentActions("BootNotification"), 1);
        f.close();
        f.open(2);
        QCOMPARE(f.sentActions("BootNotification"), boots);
        if (boots == 2)
            QCOMPARE(f.lastPayload().value(QStringLiteral("chargePointModel")).toString(), model);
    }

    void whatIsAnsweredToBrokenMessagesAndRefusedResultsIsInTheLog()
    {
        SessionFixture f({}, OcppVersion::V21);
        f.goOnline();
        f.receive("[2,\"s1\",\"Reset\",[]]");
        QCOMPARE(f.events(EventKind::AnswerSent), 1);
        f.receive("[5,\"s1\",\"FormatViolation\",\"what is this\",{}]");
        QCOMPARE(f.events(EventKind::UnexpectedAnswer), 1);
        QVERIFY(f.log.text(f.log.size(), FieldKey::ErrorCode) == "FormatViolation");
        QVERIFY(f.session->isOnline());
    }

    void theLogHasTheSizeOfEachCall()
    {
        SessionFixture f;
        f.goOnline();
        f.call("DataTransfer", {{QStringLiteral("vendorId"), QStringLiteral("é")}});
        const auto expected = QJsonDocument(f.sent.back()).toJson(QJsonDocument::Compact).size();
        QVERIFY(f.log.integer(f.log.size(), FieldKey::Size) == expected);
    }
};

QTEST_GUILESS_MAIN(TestSessionLimits)

} // namespace tst_session_limits

#include "tst_session_limits.moc"
