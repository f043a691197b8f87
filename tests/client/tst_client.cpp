// SPDX-License-Identifier: MIT
// A Client in memory and virtual time: futures, ways to drop, and actuation at odd moments.
#include "core/client/client.h"
#include "core/server/central_system.h"
#include "core/server/in_memory_server.h"
#include "core/time/virtual_clock.h"
#include "core/transport/in_memory_network.h"
#include "core/transport/in_memory_transport.h"

#include <QTest>

namespace tst_client {

using namespace redial;
using namespace std::chrono_literals;

class TestClient : public QObject
{
    Q_OBJECT
private slots:
    void openAndCloseGiveFutures();
    void openThatFailsSaysWhy();
    void aSecondOpenIsRefusedAndChangesNothing();
    void aSecondStartWhileConnectingIsRefused();
    void eachKindOfDropIsSeenAsSuchAndRegained_data();
    void eachKindOfDropIsSeenAsSuchAndRegained();
    void aDropWithoutALinkDoesNothing();
    void stopWhileConnectingEndsTheAttempt();
    void stopWhileWaitingEndsTheWait();
    void aStoppedClientStartsAgain();
    void aWaitingCallIsResolvedByTheStop();
};

namespace {

struct Bench
{
    explicit Bench(SessionPolicy policy = {})
        : network(clock)
        , server(settings(), network, EventRecorder(log, clock, Source::Server))
        , client({}, session(policy), std::make_unique<InMemoryTransport>(network), clock,
                 Random(1), EventRecorder(log, clock, Source::Client))
    {
        network.setLatency(50ms);
    }
    static ServerSettings settings()
    {
        ServerSettings settings;
        settings.subprotocols = {QStringLiteral("ocpp1.6")};
        settings.behaviour = CentralSystem::factory({});
        return settings;
    }
    static SessionConfiguration session(const SessionPolicy& policy)
    {
        SessionConfiguration session;
        session.policy = policy;
        return session;
    }
    static QUrl url() { return QUrl(QStringLiteral("ws://memory/CP-1")); }
    Connection& connection() { return client.connection(); }
    ConnectionState state() { return connection().controller().state(); }
    void bringUp()
    {
        client.start(url());
        clock.advance(2s);
    }
    int count(EventKind kind, Source source = Source::Client) const
    {
        int found = 0;
        for (EventNumber number = 1; number <= log.size(); ++number)
            found += log.header(number).kind == kind && log.header(number).source == source ? 1 : 0;
        return found;
    }
    /// The cause that the server saw last.
    std::string_view serverSaw() const
    {
        for (EventNumber number = log.size(); number > 0; --number) {
            const EventHeader& header = log.header(number);
            if (header.kind == EventKind::Closed && header.source == Source::Server)
                return log.text(number, FieldKey::Cause);
        }
        return {};
    }

    VirtualClock clock;
    EventLog log;
    InMemoryNetwork network;
    InMemoryServer server;
    Client client;
};

} // namespace

void TestClient::openAndCloseGiveFutures()
{
    Bench bench;
    const auto opened = bench.connection().open(Bench::url());
    bench.clock.advance(99ms);
    QVERIFY(!opened.isFinished());
    bench.clock.advance(1s);
    QVERIFY(opened.isFinished());
    QVERIFY(!opened.result().refused);
    QVERIFY(opened.result().opened);
    const auto closed = bench.connection().close();
    QVERIFY(!closed.isFinished());
    bench.clock.advance(1s);
    QVERIFY(closed.isFinished());
    QVERIFY(closed.result().cause == CloseCause::CloseHandshake);
    bench.clock.advance(1h);
    QCOMPARE(bench.connection().epoch(), 1u);
}

void TestClient::openThatFailsSaysWhy()
{
    Bench bench;
    bench.server.setListening(false);
    const auto opened = bench.connection().open(Bench::url());
    bench.clock.advance(1s);
    QVERIFY(opened.isFinished());
    QVERIFY(!opened.result().opened && opened.result().failure.cause == CloseCause::Refused);
    QVERIFY(!opened.result().refused);
}

void TestClient::aSecondOpenIsRefusedAndChangesNothing()
{
    Bench bench;
    const auto first = bench.connection().open(Bench::url());
    const auto second = bench.connection().open(QUrl(QStringLiteral("ws://memory/CP-2")));
    QVERIFY(second.isFinished() && second.result().refused);
    QVERIFY(!first.isFinished());
    bench.clock.advance(2s);
    QVERIFY(!first.result().refused);
    QCOMPARE(bench.network.peers().size(), std::size_t(1));
    QCOMPARE(bench.network.peers().front()->request().url.path(), QStringLiteral("/CP-1"));
}

void TestClient::aSecondStartWhileConnectingIsRefused()
{
    Bench bench;
    QVERIFY(bench.connection().start(Bench::url()));
    QVERIFY(bench.state() == ConnectionState::Connecting);
    QVERIFY(!bench.connection().start(Bench::url()));
    bench.clock.advance(2s);
    QVERIFY(!bench.connection().start(Bench::url()));
    QCOMPARE(bench.count(EventKind::ConnectBegin), 1);
    QCOMPARE(bench.count(EventKind::StartRefused), 2);
    QVERIFY(bench.client.session()->isOnline());
}

void TestClient::eachKindOfDropIsSeenAsSuchAndRegained_data()
{
    QTest::addColumn<DropKind>("kind");
    QTest::addColumn<QString>("seen");
    QTest::newRow("close") << DropKind::Close << QStringLiteral("close_handshake");
    QTest::newRow("fin") << DropKind::EndOfStream << QStringLiteral("end_of_stream");
    QTest::newRow("reset") << DropKind::Reset << QStringLiteral("reset");
}

void TestClient::eachKindOfDropIsSeenAsSuchAndRegained()
{
    QFETCH(DropKind, kind);
    QFETCH(QString, seen);
    Bench bench;
    bench.bringUp();
    QVERIFY(bench.client.session()->isOnline());
    bench.client.drop(kind);
    QVERIFY(!bench.client.session()->isOnline());
    bench.clock.advance(5s);
    QVERIFY2(bench.serverSaw() == seen.toStdString(), std::string(bench.serverSaw()).c_str());
    QVERIFY(bench.client.session()->isOnline());
    QCOMPARE(bench.connection().epoch(), 2u);
    QCOMPARE(bench.count(EventKind::Closed), 1);
    QCOMPARE(bench.count(EventKind::BootSent), 2);
}

void TestClient::aDropWithoutALinkDoesNothing()
{
    Bench bench;
    QVERIFY(!bench.connection().drop(DropKind::Reset));
    bench.server.setListening(false);
    bench.client.start(Bench::url());
    bench.clock.advance(150ms);
    QVERIFY(bench.count(EventKind::BackoffScheduled) == 1);
    QVERIFY(!bench.connection().drop(DropKind::Reset));
    QCOMPARE(bench.count(EventKind::Dropped), 0);
}

void TestClient::stopWhileConnectingEndsTheAttempt()
{
    Bench bench;
    const auto opened = bench.connection().open(Bench::url());
    bench.clock.advance(10ms);
    bench.client.stop();
    bench.clock.advance(1h);
    QVERIFY(opened.isFinished() && !opened.result().opened);
    QCOMPARE(bench.count(EventKind::Opened), 0);
    QCOMPARE(bench.count(EventKind::Closed), 1);
    QVERIFY(bench.state() == ConnectionState::Disconnected);
    QCOMPARE(bench.clock.pendingTimers(), std::size_t(0));
}

void TestClient::stopWhileWaitingEndsTheWait()
{
    Bench bench;
    bench.server.setListening(false);
    bench.client.start(Bench::url());
    bench.clock.advance(150ms);
    QCOMPARE(bench.count(EventKind::BackoffScheduled), 1);
    bench.client.stop();
    bench.clock.advance(1h);
    QCOMPARE(bench.count(EventKind::ConnectBegin), 1);
    QCOMPARE(bench.clock.pendingTimers(), std::size_t(0));
}

void TestClient::aStoppedClientStartsAgain()
{
    Bench bench;
    bench.bringUp();
    bench.client.stop();
    bench.clock.advance(1s);
    QVERIFY(bench.state() == ConnectionState::Disconnected);
    QVERIFY(bench.connection().start(Bench::url()));
    bench.clock.advance(2s);
    QVERIFY(bench.client.session()->isOnline());
    QCOMPARE(bench.connection().epoch(), 2u);
}

void TestClient::aWaitingCallIsResolvedByTheStop()
{
    Bench bench;
    bench.bringUp();
    const auto call = bench.client.session()->call(QStringLiteral("Authorize"), {});
    QVERIFY(!call.isFinished());
    bench.client.stop();
    bench.clock.advance(1s);
    QVERIFY(call.isFinished());
    QVERIFY(bench.state() == ConnectionState::Disconnected);
}

QTEST_GUILESS_MAIN(TestClient)

} // namespace tst_client

#include "tst_client.moc"
