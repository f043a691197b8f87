// SPDX-License-Identifier: MIT
// A server that stops answering while TCP stands: reconnect_on_call_timeout.
#include "core/server/in_memory_server.h"
#include "core/time/virtual_clock.h"
#include "core/transport/in_memory_network.h"
#include "core/transport/in_memory_transport.h"
#include "real_station.h"

#include <QTest>

namespace tst_call_timeout {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

class TestCallTimeout : public QObject
{
    Q_OBJECT
private slots:
    void theLinkIsRegainedIfThePolicySaysSo();
    void theLinkIsKeptOtherwise();
    void aTimeoutOfTheBootCountsToo();
    void onARealSocket_data();
    void onARealSocket();
};

namespace {

/// Answers the first connection so many times, then reads on in silence; the others always.
class Falling : public PeerBehaviour
{
public:
    Falling(std::unique_ptr<PeerBehaviour> inner, int answers)
        : inner_(std::move(inner)), answers_(answers)
    {
    }
    void opened(ServerLink& link) override { inner_->opened(link); }
    void text(ServerLink& link, const QString& message) override
    {
        if (link.facts().number > 1 || answers_-- > 0)
            inner_->text(link, message);
    }

private:
    std::unique_ptr<PeerBehaviour> inner_;
    int answers_;
};

BehaviourFactory fallingSilent(int answers)
{
    BootAnswer boot;
    boot.interval = 1s;
    return [inner = CentralSystem::factory(boot), answers](const ServerLinkFacts& facts) {
        return std::make_unique<Falling>(inner(facts), answers);
    };
}

SessionConfiguration sessionThat(bool reconnects, std::chrono::nanoseconds callTimeout)
{
    SessionConfiguration session;
    session.policy.reconnectOnCallTimeout = reconnects;
    session.policy.callTimeout = callTimeout;
    return session;
}

struct MemoryBench
{
    MemoryBench(bool reconnects, int answers)
        : network(clock)
        , server(settings(answers), network, EventRecorder(log, clock, Source::Server))
        , client({}, sessionThat(reconnects, 30s), std::make_unique<InMemoryTransport>(network),
                 clock, Random(1), EventRecorder(log, clock, Source::Client))
    {
        client.start(QUrl(QStringLiteral("ws://memory/CP-1")));
    }
    static ServerSettings settings(int answers)
    {
        ServerSettings settings;
        settings.subprotocols = {QStringLiteral("ocpp1.6")};
        settings.behaviour = fallingSilent(answers);
        return settings;
    }
    const Connection& connection() const { return client.connection(); }

    VirtualClock clock;
    EventLog log;
    InMemoryNetwork network;
    InMemoryServer server;
    Client client;
};

} // namespace

void TestCallTimeout::theLinkIsRegainedIfThePolicySaysSo()
{
    MemoryBench bench(true, 1);
    bench.clock.advance(20s);
    QVERIFY(bench.connection().controller().isOnline());
    bench.clock.runWhile([&] { return bench.connection().controller().isOnline(); });
    // The first Heartbeat, 1 s after going online, is what nobody answers.
    QVERIFY(bench.clock.now().time_since_epoch() > 31s);
    QVERIFY(bench.clock.now().time_since_epoch() < 32s);
    bench.clock.advance(10s);
    QVERIFY(bench.connection().controller().lastClose()->cause == CloseCause::CallTimeout);
    QVERIFY(!bench.connection().controller().lastClose()->remote);
    QCOMPARE(bench.connection().epoch(), 2u);
    QVERIFY(bench.client.session()->isOnline());
    for (EventNumber number = 1; number <= bench.log.size(); ++number)
        QVERIFY2(bench.log.header(number).kind != EventKind::Dropped, "it was nobody's wish");
}

void TestCallTimeout::theLinkIsKeptOtherwise()
{
    MemoryBench bench(false, 1);
    bench.clock.advance(1h);
    QCOMPARE(bench.connection().epoch(), 1u);
    QVERIFY(bench.connection().controller().isOnline());
}

void TestCallTimeout::aTimeoutOfTheBootCountsToo()
{
    MemoryBench bench(true, 0);
    bench.clock.advance(29s);
    QCOMPARE(bench.connection().epoch(), 1u);
    bench.clock.advance(11s);
    QCOMPARE(bench.connection().epoch(), 2u);
    QVERIFY(bench.connection().controller().isOnline());
}

void TestCallTimeout::onARealSocket_data()
{
    QTest::addColumn<bool>("precise");
    QTest::newRow("QWebSocket") << false;
    QTest::newRow("precise") << true;
}

void TestCallTimeout::onARealSocket()
{
    QFETCH(bool, precise);
    RealStation::Settings settings;
    settings.precise = precise;
    settings.policy.initialBackoff = 20ms;
    settings.session = sessionThat(true, 1500ms).policy;
    settings.behaviour = fallingSilent(1);
    RealStation station(settings);
    QVERIFY(station.start());
    QTRY_VERIFY_WITH_TIMEOUT(station.count(EventKind::HeartbeatAnswered) > 0, generousMilliseconds);
    const auto closed = station.numbers(EventKind::Closed);
    QVERIFY(!closed.empty());
    QVERIFY(station.log().text(closed.front(), FieldKey::Cause) == "call_timeout");
    // TCP stood until then: the server saw our reset.
    const auto seen = station.numbers(EventKind::Closed, Source::Server);
    QVERIFY(!seen.empty());
    QVERIFY(station.log().text(seen.front(), FieldKey::Cause) == "reset");
}

QTEST_GUILESS_MAIN(TestCallTimeout)

} // namespace tst_call_timeout

#include "tst_call_timeout.moc"
