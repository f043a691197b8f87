// SPDX-License-Identifier: MIT
#include "core/server/central_system.h"
#include "core/time/virtual_clock.h"

#include <QSet>
#include <QTest>

namespace tst_central_system {

using namespace redial;
using namespace std::chrono_literals;

namespace {

/// A link that keeps what is sent.
class KeepingLink final : public ServerLink
{
public:
    KeepingLink(EventLog& log, const Clock& clock, const QString& subprotocol)
        : ServerLink({1, QStringLiteral("CP-1"), subprotocol, {}},
                     EventRecorder(log, clock, Source::Server))
    {
    }
    void ping(const QByteArray&) override {}
    void close(std::uint16_t, const QString&) override {}
    void endStream() override {}
    void reset() override {}
    QStringList sent;

protected:
    void writeText(const QString& text) override { sent << text; }
    void writeBinary(const QByteArray&) override {}
};

struct Bench
{
    explicit Bench(const char* boot = "accepted:30", const char* subprotocol = "ocpp1.6")
        : link(log, clock, QLatin1String(subprotocol))
        , system(CentralSystem::factory(*parseBootAnswer(QLatin1String(boot)))(link.facts()))
        , version(findOcppProfile(QLatin1String(subprotocol))->version)
    {
    }
    OcppMessage say(const QString& text)
    {
        system->text(link, text);
        return *parseOcppMessage(link.sent.last(), version);
    }
    OcppMessage call(const char* action)
    {
        return say(writeCall(QStringLiteral("m1"), QLatin1String(action), {}));
    }

    VirtualClock clock;
    EventLog log;
    KeepingLink link;
    std::unique_ptr<PeerBehaviour> system;
    OcppVersion version;
};

QString status(const OcppMessage& message)
{
    return message.payload.value(QStringLiteral("status")).toString();
}

} // namespace

class TestCentralSystem : public QObject
{
    Q_OBJECT
private slots:
    void bootIsAnsweredAsTold();
    void pendingTurnsIntoAcceptedAfterItsTimes();
    void heartbeatCarriesTheClocksTime();
    void unknownActionsAreNotImplemented();
    void malformedMessagesAreAnsweredAsTheVersionAsks();
    void transactionsGetTheirOwnNumbers();
    void transactionsOfALaterConnectionGetOthers();
    void answersHoldWhatTheVersionKnows_data();
    void answersHoldWhatTheVersionKnows();
    void actionsOfAnotherVersionAreNotImplemented();
};

void TestCentralSystem::bootIsAnsweredAsTold()
{
    Bench accepted;
    const OcppMessage answer = accepted.call("BootNotification");
    QVERIFY(answer.type == OcppMessageType::CallResult && answer.id == QLatin1String("m1"));
    QCOMPARE(status(answer), QStringLiteral("Accepted"));
    QCOMPARE(answer.payload.value(QStringLiteral("interval")).toInt(), 30);
    QCOMPARE(status(Bench("rejected:5").call("BootNotification")), QStringLiteral("Rejected"));
}

void TestCentralSystem::pendingTurnsIntoAcceptedAfterItsTimes()
{
    Bench bench("pending:5x2");
    QCOMPARE(status(bench.call("BootNotification")), QStringLiteral("Pending"));
    QCOMPARE(status(bench.call("BootNotification")), QStringLiteral("Pending"));
    QCOMPARE(status(bench.call("BootNotification")), QStringLiteral("Accepted"));
}

void TestCentralSystem::heartbeatCarriesTheClocksTime()
{
    Bench bench;
    bench.clock.advance(90s);
    QCOMPARE(bench.call("Heartbeat").payload.value(QStringLiteral("currentTime")).toString(),
             QStringLiteral("2025-01-01T00:01:30.000Z"));
}

void TestCentralSystem::unknownActionsAreNotImplemented()
{
    Bench bench;
    const OcppMessage answer = bench.call("Teleport");
    QVERIFY(answer.type == OcppMessageType::CallError);
    QCOMPARE(answer.errorCode, QStringLiteral("NotImplemented"));
}

void TestCentralSystem::malformedMessagesAreAnsweredAsTheVersionAsks()
{
    Bench old;
    QCOMPARE(old.say(QStringLiteral("[2,\"m1\",\"Heartbeat\"]")).errorCode,
             QStringLiteral("FormationViolation"));
    Bench modern("accepted", "ocpp2.0.1");
    QCOMPARE(modern.say(QStringLiteral("[2,\"m1\",\"Heartbeat\"]")).errorCode,
             QStringLiteral("RpcFrameworkError"));
    QCOMPARE(modern.say(QStringLiteral("nonsense")).id, QStringLiteral("-1"));
    old.system->text(old.link, QStringLiteral("nonsense"));
    QCOMPARE(old.link.sent.size(), 1);
}

void TestCentralSystem::transactionsGetTheirOwnNumbers()
{
    Bench bench;
    const int first =
        bench.call("StartTransaction").payload.value(QStringLiteral("transactionId")).toInt();
    const int second =
        bench.call("StartTransaction").payload.value(QStringLiteral("transactionId")).toInt();
    QVERIFY(first > 0 && second != first);
}

void TestCentralSystem::transactionsOfALaterConnectionGetOthers()
{
    Bench bench;
    const BehaviourFactory factory =
        CentralSystem::factory(*parseBootAnswer(QLatin1String("accepted")));
    QSet<int> numbers;
    for (int connection = 0; connection < 3; ++connection) {
        bench.system = factory(bench.link.facts());
        numbers
            << bench.call("StartTransaction").payload.value(QLatin1String("transactionId")).toInt();
    }
    QCOMPARE(numbers.size(), 3);
}

void TestCentralSystem::answersHoldWhatTheVersionKnows_data()
{
    QTest::addColumn<QByteArray>("subprotocol");
    QTest::addColumn<QByteArray>("action");
    QTest::addColumn<QJsonObject>("request");
    QTest::addColumn<QJsonObject>("answer");
    const QJsonObject accepted{{QStringLiteral("status"), QStringLiteral("Accepted")}};
    const QJsonObject tag{{QStringLiteral("idTagInfo"), accepted}};
    const QJsonObject token{{QStringLiteral("idTokenInfo"), accepted}};
    const QJsonObject withTag{{QStringLiteral("idTag"), QStringLiteral("A")}};
    const QJsonObject withToken{{QStringLiteral("idToken"), QJsonObject()}};
    const auto row = [](const char* subprotocol, const char* action, const QJsonObject& request,
                        const QJsonObject& answer) {
        QTest::addRow("%s %s %d", subprotocol, action, int(request.size()))
            << QByteArray(subprotocol) << QByteArray(action) << request << answer;
    };
    row("ocpp1.6", "Authorize", withTag, tag);
    row("ocpp1.6", "StopTransaction", withTag, tag);
    row("ocpp1.6", "StopTransaction", {}, {});
    row("ocpp1.6", "DiagnosticsStatusNotification", {}, {});
    row("ocpp1.6", "DataTransfer", {}, accepted);
    for (const char* subprotocol : {"ocpp2.0.1", "ocpp2.1"}) {
        row(subprotocol, "Authorize", withToken, token);
        row(subprotocol, "TransactionEvent", withToken, token);
        row(subprotocol, "TransactionEvent", {}, {});
        row(subprotocol, "NotifyReport", {}, {});
        row(subprotocol, "NotifyEVChargingNeeds", {}, accepted);
    }
}

void TestCentralSystem::answersHoldWhatTheVersionKnows()
{
    QFETCH(QByteArray, subprotocol);
    QFETCH(QByteArray, action);
    QFETCH(QJsonObject, request);
    QFETCH(QJsonObject, answer);
    Bench bench("accepted", subprotocol.constData());
    const OcppMessage said =
        bench.say(writeCall(QStringLiteral("m1"), QString::fromLatin1(action), request));
    QVERIFY(said.type == OcppMessageType::CallResult);
    QCOMPARE(said.payload, answer);
}

void TestCentralSystem::actionsOfAnotherVersionAreNotImplemented()
{
    for (const char* action :
         {"StartTransaction", "StopTransaction", "DiagnosticsStatusNotification"})
        QCOMPARE(Bench("accepted", "ocpp2.0.1").call(action).errorCode,
                 QStringLiteral("NotImplemented"));
    for (const char* action : {"TransactionEvent", "NotifyReport"})
        QCOMPARE(Bench().call(action).errorCode, QStringLiteral("NotImplemented"));
}

QTEST_GUILESS_MAIN(TestCentralSystem)

} // namespace tst_central_system

#include "tst_central_system.moc"
