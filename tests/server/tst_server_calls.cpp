// SPDX-License-Identifier: MIT
// CALLs of the server by script, and the stations that a server knows.
#include "core/client/client.h"
#include "core/server/central_system.h"
#include "core/server/in_memory_server.h"
#include "core/time/virtual_clock.h"
#include "core/transport/in_memory_network.h"
#include "core/transport/in_memory_transport.h"
#include "raw_client.h"

namespace tst_server_calls {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

class TestServerCalls : public QObject
{
    Q_OBJECT
private slots:
    void theStationAnswersWhatTheScriptAsks_data();
    void theStationAnswersWhatTheScriptAsks();
    void onlyTheNamedConnectionsAreCalled();
    void aResetBringsTheStationBackWithABoot();
    void oneCallIsInFlightAndSilenceIsTimedOut();
    void theCloseResolvesWhatIsOpenAndWhatWaits();
    void anUnknownStationGets404_data();
    void anUnknownStationGets404();
    void inMemoryToo();
};

namespace {

/// A station and a central system in memory, in virtual time.
struct Bench
{
    explicit Bench(const QStringList& calls, OcppVersion version = OcppVersion::V16,
                   const QStringList& stations = {})
        : network(clock)
        , server(settings(calls, version, stations), network,
                 EventRecorder(log, clock, Source::Server))
        , client({}, session(version), std::make_unique<InMemoryTransport>(network), clock,
                 Random(1), EventRecorder(log, clock, Source::Client))
    {
        client.start(QUrl(QStringLiteral("ws://memory/CP-1")));
    }
    static ServerSettings settings(const QStringList& calls, OcppVersion version,
                                   const QStringList& stations)
    {
        ServerSettings settings;
        settings.subprotocols = {ocppProfile(version).subprotocol};
        settings.behaviour = CentralSystem::factory({});
        settings.stations = stations;
        for (const QString& call : calls)
            settings.script.calls.push_back(*parseScriptedCall(call));
        return settings;
    }
    static SessionConfiguration session(OcppVersion version)
    {
        SessionConfiguration session;
        session.version = version;
        return session;
    }
    /// What became of the server's CALLs: "Reset result, GetConfiguration error NotImplemented".
    QString outcomes() const
    {
        QStringList all;
        for (EventNumber number = 1; number <= log.size(); ++number) {
            const EventHeader& header = log.header(number);
            if (header.kind != EventKind::CallResolved || header.source != Source::Server)
                continue;
            const auto text = [&](FieldKey key) {
                const std::string_view view = log.text(number, key);
                return QString::fromUtf8(view.data(), qsizetype(view.size()));
            };
            all << QStringLiteral("%1 %2 %3")
                       .arg(text(FieldKey::Action), text(FieldKey::Outcome),
                            text(FieldKey::ErrorCode))
                       .trimmed();
        }
        return all.join(QStringLiteral(", "));
    }
    int count(EventKind kind, Source source) const
    {
        int found = 0;
        for (EventNumber number = 1; number <= log.size(); ++number)
            found += log.header(number).kind == kind && log.header(number).source == source ? 1 : 0;
        return found;
    }

    VirtualClock clock;
    EventLog log;
    InMemoryNetwork network;
    InMemoryServer server;
    Client client;
};

/// A link whose station says nothing.
class SilentLink final : public ServerLink
{
public:
    SilentLink(EventLog& log, const Clock& clock)
        : ServerLink({1, QStringLiteral("CP-1"), QStringLiteral("ocpp1.6"), {}},
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

} // namespace

void TestServerCalls::theStationAnswersWhatTheScriptAsks_data()
{
    QTest::addColumn<OcppVersion>("version");
    QTest::addColumn<QString>("call");
    QTest::addColumn<QString>("outcome");
    const auto row = [](const char* name, OcppVersion version, const char* call,
                        const char* outcome) {
        QTest::newRow(name) << version << QString::fromLatin1(call) << QString::fromLatin1(outcome);
    };
    row("1.6 trigger", OcppVersion::V16, R"(3s:TriggerMessage:{"requestedMessage":"Heartbeat"})",
        "TriggerMessage result");
    row("2.0.1 trigger", OcppVersion::V201,
        R"(3s:TriggerMessage:{"requestedMessage":"StatusNotification"})", "TriggerMessage result");
    row("1.6 configuration", OcppVersion::V16, "3s:GetConfiguration",
        "GetConfiguration error NotImplemented");
    row("1.6 availability", OcppVersion::V16,
        R"(3s:ChangeAvailability:{"connectorId":0,"type":"Operative"})",
        "ChangeAvailability error NotImplemented");
    row("2.0.1 variables", OcppVersion::V201, R"(3s:GetVariables:{"getVariableData":[]})",
        "GetVariables error NotImplemented");
    row("before the Boot is accepted", OcppVersion::V16, "0:ClearCache",
        "ClearCache error SecurityError");
}

void TestServerCalls::theStationAnswersWhatTheScriptAsks()
{
    QFETCH(OcppVersion, version);
    QFETCH(QString, call);
    QFETCH(QString, outcome);
    Bench bench({call}, version);
    bench.clock.advance(2s);
    QCOMPARE(bench.outcomes(), call.startsWith(QLatin1Char('0')) ? outcome : QString());
    bench.clock.advance(2s);
    QCOMPARE(bench.outcomes(), outcome);
    QCOMPARE(bench.count(EventKind::UnexpectedAnswer, Source::Server), 0);
}

void TestServerCalls::onlyTheNamedConnectionsAreCalled()
{
    Bench bench({QStringLiteral("2-3@1s:ClearCache")});
    for (int connection = 1; connection <= 4; ++connection) {
        bench.clock.advance(10s);
        bench.client.drop(DropKind::Reset);
    }
    QCOMPARE(bench.count(EventKind::CallSent, Source::Server), 2);
}

void TestServerCalls::aResetBringsTheStationBackWithABoot()
{
    Bench bench({QStringLiteral("1@3s:Reset:{\"type\":\"Soft\"}")});
    bench.clock.advance(20s);
    QCOMPARE(bench.outcomes(), QStringLiteral("Reset result"));
    QCOMPARE(bench.count(EventKind::BootAnswered, Source::Client), 2);
    QCOMPARE(bench.client.connection().epoch(), 2u);
}

void TestServerCalls::oneCallIsInFlightAndSilenceIsTimedOut()
{
    VirtualClock clock;
    EventLog log;
    SilentLink link(log, clock);
    ServerCalls calls(link, clock);
    calls.call(QStringLiteral("ClearCache"), {});
    calls.call(QStringLiteral("GetConfiguration"), {});
    QCOMPARE(link.sent.size(), 1);
    const OcppMessage first = *parseOcppMessage(link.sent.first(), OcppVersion::V16);
    QVERIFY(
        !calls.answered({OcppMessageType::CallResult, QStringLiteral("other"), {}, {}, {}, {}}));
    clock.advance(30s - 1ns);
    QCOMPARE(link.sent.size(), 1);
    clock.advance(1ns);
    QCOMPARE(link.sent.size(), 2);
    QVERIFY(log.text(log.size() - 2, FieldKey::Outcome) == "timed_out");
    // Too late: another one is open by now.
    QVERIFY(!calls.answered({OcppMessageType::CallResult, first.id, {}, {}, {}, {}}));
    const OcppMessage second = *parseOcppMessage(link.sent.last(), OcppVersion::V16);
    QVERIFY(second.id != first.id);
    QVERIFY(calls.answered({OcppMessageType::CallResult, second.id, {}, {}, {}, {}}));
    QCOMPARE(clock.pendingTimers(), std::size_t(0));
}

void TestServerCalls::theCloseResolvesWhatIsOpenAndWhatWaits()
{
    VirtualClock clock;
    EventLog log;
    SilentLink link(log, clock);
    {
        const auto system = CentralSystem::factory({})(link.facts());
        system->call(link, clock, QStringLiteral("ClearCache"), {});
        system->call(link, clock, QStringLiteral("GetConfiguration"), {});
        system->closed();
    }
    int closed = 0;
    for (EventNumber number = 1; number <= log.size(); ++number)
        closed += log.text(number, FieldKey::Outcome) == "connection_closed" ? 1 : 0;
    QCOMPARE(closed, 2);
    QCOMPARE(link.sent.size(), 1);
    QCOMPARE(clock.pendingTimers(), std::size_t(0));
}

void TestServerCalls::anUnknownStationGets404_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<int>("status");
    QTest::newRow("known") << QStringLiteral("/ocpp/CP-1") << 101;
    QTest::newRow("known, escaped") << QStringLiteral("/CP%202") << 101;
    QTest::newRow("unknown") << QStringLiteral("/CP-3") << 404;
    QTest::newRow("none") << QStringLiteral("/") << 404;
    QTest::newRow("another case") << QStringLiteral("/cp-1") << 404;
}

void TestServerCalls::anUnknownStationGets404()
{
    QFETCH(QString, target);
    QFETCH(int, status);
    ServerSettings settings;
    settings.stations = {QStringLiteral("CP-1"), QStringLiteral("CP 2")};
    ServerBench bench(settings);
    RawClient client(bench.port);
    client.upgrade({}, target.toStdString());
    QTRY_COMPARE_WITH_TIMEOUT(client.status, status, generousMilliseconds);
}

void TestServerCalls::inMemoryToo()
{
    Bench bench({}, OcppVersion::V16, {QStringLiteral("CP-2")});
    bench.clock.advance(5s);
    const auto close = bench.client.connection().controller().lastClose();
    QVERIFY(close && close->cause == CloseCause::HttpRefused && close->httpStatus == 404);
}

QTEST_GUILESS_MAIN(TestServerCalls)

} // namespace tst_server_calls

#include "tst_server_calls.moc"
