// SPDX-License-Identifier: MIT
// Faults of the station itself, seen by the server that it connects to and by its own log.
#include "core/fault/fault_plan_reader.h"
#include "core/net/socket_calls.h"
#include "core/scenario/station_run.h"
#include "core/server/central_system.h"
#include "core/server/scripted_server.h"
#include "core/time/system_clock.h"
#include "tests/scenario/run_fixture.h"
#include "tests/support/generous_wait.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

namespace tst_client_faults {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

/// Somebody else's server.
struct Server
{
    explicit Server(std::chrono::nanoseconds pingInterval = {})
        : server(settings(pingInterval), clock, EventRecorder(log, clock, Source::Server))
    {
        QObject::connect(&server, &ScriptedServer::connectionOpened,
                         [this](quint32, const QString& identity) { identities << identity; });
        port = *server.listen();
    }
    static ServerSettings settings(std::chrono::nanoseconds pingInterval)
    {
        ServerSettings settings;
        settings.pingInterval = pingInterval;
        settings.pongTimeout = 300ms;
        settings.subprotocols = {QStringLiteral("ocpp1.6")};
        settings.behaviour = CentralSystem::factory({});
        return settings;
    }

    SystemClock clock;
    EventLog log;
    QStringList identities;
    ScriptedServer server;
    quint16 port = 0;
};

StationRunConfiguration stationWith(const Server& server, const QString& fault)
{
    StationRunConfiguration station;
    station.url = QUrl(QStringLiteral("ws://localhost:%1/").arg(server.port));
    station.policy.initialBackoff = 10ms;
    station.policy.maxBackoff = 50ms;
    if (!fault.isEmpty())
        station.faults.faults = {*parsePlannedFault(fault)};
    return station;
}

std::string firstDetail(const EventLog& log)
{
    const auto closed = eventsOf(log, EventKind::Closed);
    return closed.empty() ? std::string() : std::string(log.text(closed.front(), FieldKey::Detail));
}

std::string firstCause(const EventLog& log)
{
    const auto closed = eventsOf(log, EventKind::Closed);
    return closed.empty() ? std::string() : std::string(log.text(closed.front(), FieldKey::Cause));
}

bool opens(StationRun& run)
{
    return QTest::qWaitFor([&] { return !eventsOf(*run.log(), EventKind::Opened).empty(); },
                           generousMilliseconds);
}

std::size_t bites(const StationRun& run)
{
    return eventsOf(*run.log(), EventKind::FaultBitten, Source::Harness).size();
}

} // namespace

class TestClientFaults : public QObject
{
    Q_OBJECT
private slots:
    void aLookupFailsOnceAndTheNextOneIsGood_data();
    void aLookupFailsOnceAndTheNextOneIsGood();
    void withoutAFaultTheFirstLookupIsGood();
    void aLateLookupIsUnderTheLimitForConnecting();
    void aLookupMayBeLateAndGood();
    void otherAddressesComeFirst();
    void anAddressThatIsSilentDoesNotCostTheWholeLimit();
    void theCivilTimeThatTheStationTellsJumps_data();
    void theCivilTimeThatTheStationTellsJumps();
    void aSleepingMachineAnswersNothingUntilItWakes();
    void aRunThatEndsWakesItsMachine();
    void moreClientsComeAtOnce();
    void theSecondConnectionGoesAgain();
    void theSameClientComesASecondTime();
    void whatCanNeverBiteIsRefused_data();
    void whatCanNeverBiteIsRefused();
};

void TestClientFaults::aLookupFailsOnceAndTheNextOneIsGood_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("cause");
    QTest::addColumn<QString>("detail");
    QTest::newRow("D1") << "D1 when=attempt:1"
                        << "name_not_found"
                        << "not found";
    QTest::newRow("D2") << "D2 when=attempt:1"
                        << "name_not_found"
                        << "Temporary failure";
    QTest::newRow("D4") << "D4 address=127.0.0.2 when=attempt:1"
                        << "refused"
                        << "refused";
}

void TestClientFaults::aLookupFailsOnceAndTheNextOneIsGood()
{
    QFETCH(QString, fault);
    QFETCH(QString, cause);
    QFETCH(QString, detail);
    Server server;
    StationRun run(stationWith(server, fault));
    QVERIFY(run.start());
    QVERIFY(opens(run));
    QCOMPARE(eventsOf(*run.log(), EventKind::Closed).size(), 1U);
    QCOMPARE(QString::fromStdString(firstCause(*run.log())), cause);
    QVERIFY2(QString::fromStdString(firstDetail(*run.log())).contains(detail),
             firstDetail(*run.log()).c_str());
    QCOMPARE(bites(run), 1U);
    QTRY_COMPARE_WITH_TIMEOUT(server.identities.size(), 1, generousMilliseconds);
}

void TestClientFaults::withoutAFaultTheFirstLookupIsGood()
{
    Server server;
    StationRun run(stationWith(server, {}));
    QVERIFY(run.start());
    QVERIFY(opens(run));
    QCOMPARE(eventsOf(*run.log(), EventKind::Closed).size(), 0U);
}

void TestClientFaults::aLateLookupIsUnderTheLimitForConnecting()
{
    Server server;
    StationRunConfiguration station =
        stationWith(server, QStringLiteral("D3 delay=1h when=attempt:1"));
    station.policy.connectTimeout = 1s;
    StationRun run(station);
    QVERIFY(run.start());
    QVERIFY(opens(run));
    QCOMPARE(firstCause(*run.log()), std::string("connect_timeout"));
}

void TestClientFaults::aLookupMayBeLateAndGood()
{
    Server server;
    StationRun run(stationWith(server, QStringLiteral("D3 delay=50ms")));
    QVERIFY(run.start());
    QVERIFY(opens(run));
    QCOMPARE(eventsOf(*run.log(), EventKind::Closed).size(), 0U);
    QCOMPARE(bites(run), 1U);
}

void TestClientFaults::otherAddressesComeFirst()
{
    Server server;
    {
        // Nobody there: the client goes on to the good one in the same attempt.
        StationRun run(stationWith(server, QStringLiteral("D5 dead=2 first=127.0.0.2")));
        QVERIFY(run.start());
        QVERIFY(opens(run));
        QCOMPARE(eventsOf(*run.log(), EventKind::Closed).size(), 0U);
        QCOMPARE(bites(run), 1U);
    }
    QTcpServer first;
    QVERIFY(first.listen(QHostAddress(QStringLiteral("127.0.0.2")), server.port));
    StationRun run(stationWith(server, QStringLiteral("D5 dead=1 first=127.0.0.2")));
    QVERIFY(run.start());
    QTRY_VERIFY_WITH_TIMEOUT(first.hasPendingConnections(), generousMilliseconds);
}

void TestClientFaults::anAddressThatIsSilentDoesNotCostTheWholeLimit()
{
    Server server;
    // A port whose queue is full: the system answers no SYN.
    auto silent = listenTcp(QHostAddress(QStringLiteral("127.0.0.2")), server.port, {.backlog = 0});
    QVERIFY(silent);
    std::vector<FileDescriptor> queue;
    for (int i = 0; i < 4; ++i) {
        auto waiting = beginConnectTcp(QHostAddress(QStringLiteral("127.0.0.2")), server.port);
        QVERIFY(waiting);
        queue.push_back(std::move(*waiting));
    }
    StationRunConfiguration station =
        stationWith(server, QStringLiteral("D5 dead=1 first=127.0.0.2"));
    station.policy.connectTimeout = 1h;
    StationRun run(station);
    QVERIFY(run.start());
    QVERIFY(opens(run));
    QCOMPARE(eventsOf(*run.log(), EventKind::Closed).size(), 0U);
}

void TestClientFaults::theCivilTimeThatTheStationTellsJumps_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<int>("days");
    QTest::newRow("future") << QStringLiteral("P5 by=240h") << 10;
    QTest::newRow("past") << QStringLiteral("P5 by=240h towards=past") << -10;
    QTest::newRow("not at all") << QString() << 0;
}

void TestClientFaults::theCivilTimeThatTheStationTellsJumps()
{
    QFETCH(QString, fault);
    QFETCH(int, days);
    Server server;
    StationRunConfiguration station = stationWith(server, fault);
    for (int i = 1; i <= 50; ++i)
        station.calls.push_back({i * 100ms, QStringLiteral("StatusNotification"), {}});
    StationRun run(station);
    QVERIFY(run.start());
    const auto timestamp = [&] {
        for (const EventNumber number :
             eventsOf(server.log, EventKind::MessageIn, Source::Server)) {
            const QByteArray text =
                QByteArray::fromStdString(std::string(server.log.text(number, FieldKey::Payload)));
            const QJsonArray call = QJsonDocument::fromJson(text).array();
            if (call.at(2).toString() == QLatin1String("StatusNotification"))
                return call.at(3).toObject().value(QStringLiteral("timestamp")).toString();
        }
        return QString();
    };
    QTRY_VERIFY_WITH_TIMEOUT(!timestamp().isEmpty(), generousMilliseconds);
    const auto told = QDateTime::fromString(timestamp(), Qt::ISODateWithMs);
    const qint64 hours = QDateTime::currentDateTimeUtc().secsTo(told) / 3600;
    QVERIFY2(std::abs(hours - days * 24) <= 1, qPrintable(timestamp()));
}

void TestClientFaults::aSleepingMachineAnswersNothingUntilItWakes()
{
    Server server(50ms);
    StationRun run(stationWith(server, QStringLiteral("P4 length=1s when=time:200ms")));
    QVERIFY(run.start());
    QTRY_COMPARE_WITH_TIMEOUT(eventsOf(*run.log(), EventKind::Opened).size(), 2U,
                              generousMilliseconds);
    // The server ends what is silent; the client learns of it when it wakes, by what it was.
    QCOMPARE(firstCause(*run.log()), std::string("reset"));
    const auto bitten = eventsOf(*run.log(), EventKind::FaultBitten, Source::Harness);
    const MonotonicTime asleep = run.log()->header(bitten.front()).time;
    for (EventNumber number = bitten.front() + 1; number <= run.log()->size(); ++number) {
        const EventHeader& header = run.log()->header(number);
        QVERIFY(header.source != Source::Client || header.time - asleep >= 1s);
    }
}

void TestClientFaults::aRunThatEndsWakesItsMachine()
{
    Server server;
    StationRun run(stationWith(server, QStringLiteral("P4 length=1h when=time:100ms")));
    QSignalSpy ended(&run, &StationRun::ended);
    QVERIFY(run.start());
    QTRY_COMPARE_WITH_TIMEOUT(bites(run), 1U, generousMilliseconds);
    run.stop();
    QVERIFY(ended.wait(generousMilliseconds));
    QTRY_COMPARE_WITH_TIMEOUT(server.server.connectionCount(), 0U, generousMilliseconds);
}

void TestClientFaults::theSecondConnectionGoesAgain()
{
    Server server;
    StationRun run(stationWith(server, QStringLiteral("P9 hold=20ms when=attempt:1")));
    QVERIFY(run.start());
    const auto notes = [&] {
        return eventsOf(*run.log(), EventKind::Note, Source::Harness).size();
    };
    // It stands, and it has ended.
    QTRY_VERIFY_WITH_TIMEOUT(notes() >= 2, generousMilliseconds);
    QCOMPARE(server.server.connectionCount(), 1U);
}

void TestClientFaults::moreClientsComeAtOnce()
{
    Server server;
    StationRun run(stationWith(server, QStringLiteral("P7 clients=5")));
    QVERIFY(run.start());
    QTRY_COMPARE_WITH_TIMEOUT(server.identities.size(), 6, generousMilliseconds);
    QVERIFY(server.identities.contains(QStringLiteral("CP-1-storm-5")));
    QCOMPARE(bites(run), 1U);
    run.stop();
    QTRY_COMPARE_WITH_TIMEOUT(server.server.connectionCount(), 0U, generousMilliseconds);
}

void TestClientFaults::theSameClientComesASecondTime()
{
    Server server;
    StationRun run(stationWith(server, QStringLiteral("P9 when=attempt:1")));
    QVERIFY(run.start());
    QTRY_COMPARE_WITH_TIMEOUT(server.identities.size(), 2, generousMilliseconds);
    QCOMPARE(server.identities, QStringList({QStringLiteral("CP-1"), QStringLiteral("CP-1")}));
    QTRY_VERIFY_WITH_TIMEOUT(!eventsOf(*run.log(), EventKind::Note, Source::Harness).empty(),
                             generousMilliseconds);
    // What the second one does is not told as the first one's.
    QCOMPARE(eventsOf(*run.log(), EventKind::Opened).size(), 1U);
    QCOMPARE(bites(run), 1U);
}

void TestClientFaults::whatCanNeverBiteIsRefused_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("fault");
    QTest::addColumn<bool>("precise");
    QTest::addColumn<QString>("said");
    QTest::newRow("an address") << "127.0.0.1"
                                << "D1" << true << "127.0.0.1 is an address";
    QTest::newRow("QWebSocket") << "localhost"
                                << "D1" << false << "precise transport";
    QTest::newRow("asleep") << "localhost"
                            << "P4" << false << "precise transport";
    QTest::newRow("the server's") << "localhost"
                                  << "W4" << true << "redial proxy";
}

void TestClientFaults::whatCanNeverBiteIsRefused()
{
    QFETCH(QString, host);
    QFETCH(QString, fault);
    QFETCH(bool, precise);
    QFETCH(QString, said);
    Server server;
    StationRunConfiguration station = stationWith(server, fault);
    station.url.setHost(host);
    if (!precise)
        station.transport = TransportKind::QWebSocket;
    const auto valid = station.validate();
    QVERIFY(!valid);
    QVERIFY2(valid.error().contains(said), qPrintable(valid.error()));
}

QTEST_GUILESS_MAIN(TestClientFaults)

} // namespace tst_client_faults

#include "tst_client_faults.moc"
