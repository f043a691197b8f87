// SPDX-License-Identifier: MIT
#include "core/client/client.h"
#include "core/server/in_memory_server.h"
#include "core/time/virtual_clock.h"
#include "core/transport/in_memory_network.h"
#include "core/transport/in_memory_transport.h"

#include <QTest>

namespace tst_keep_alive {

using namespace redial;
using namespace std::chrono_literals;

class TestKeepAlive : public QObject
{
    Q_OBJECT
private slots:
    void anAnsweredPingLeadsToTheNext();
    void aMissedPongIsReportedOnce();
    void onlyThePongOfTheNewestPingCounts();
    void aHalfOpenLinkIsFoundWithinIntervalAndTimeout();
    void anAnsweringServerIsNeverDropped();
};

namespace {

struct Pings
{
    explicit Pings(KeepAlive::Settings settings)
        : keepAlive(
              settings, clock,
              [this](const QByteArray& payload) {
                  sent << payload;
                  return true;
              },
              [this] { ++missed; })
    {
    }
    VirtualClock clock;
    QByteArrayList sent;
    int missed = 0;
    KeepAlive keepAlive;
};

/// A client without a protocol against a server in memory, in virtual time.
struct HalfOpenBench
{
    HalfOpenBench()
        : network(clock)
        , server({}, network, EventRecorder(log, clock, Source::Server))
        , client(configuration(), std::nullopt, std::make_unique<InMemoryTransport>(network), clock,
                 Random(1), EventRecorder(log, clock, Source::Client))
    {
        client.start(QUrl(QStringLiteral("ws://memory/x")));
        clock.advance(1s);
    }
    static ConnectionConfiguration configuration()
    {
        ConnectionConfiguration result;
        result.policy.pingInterval = 10s;
        result.policy.pongTimeout = 4s;
        return result;
    }
    VirtualClock clock;
    EventLog log;
    InMemoryNetwork network;
    InMemoryServer server;
    Client client;
};

} // namespace

void TestKeepAlive::anAnsweredPingLeadsToTheNext()
{
    Pings pings({10s, 4s});
    pings.keepAlive.start();
    for (int i = 1; i <= 3; ++i) {
        pings.clock.advance(10s);
        QCOMPARE(pings.sent.size(), i);
        pings.keepAlive.pongReceived(pings.sent.last());
    }
    QCOMPARE(pings.missed, 0);
    pings.keepAlive.stop();
    QCOMPARE(pings.clock.pendingTimers(), std::size_t{0});
}

void TestKeepAlive::aMissedPongIsReportedOnce()
{
    Pings pings({10s, 4s});
    pings.keepAlive.start();
    pings.clock.advance(14s - 1ns);
    QCOMPARE(pings.missed, 0);
    pings.clock.advance(1h);
    QCOMPARE(pings.missed, 1);
    QCOMPARE(pings.sent.size(), 1);
}

void TestKeepAlive::onlyThePongOfTheNewestPingCounts()
{
    Pings pings({10s, 4s});
    pings.keepAlive.start();
    pings.clock.advance(10s);
    pings.keepAlive.pongReceived("something else");
    pings.clock.advance(4s);
    QCOMPARE(pings.missed, 1);
}

void TestKeepAlive::aHalfOpenLinkIsFoundWithinIntervalAndTimeout()
{
    HalfOpenBench bench;
    QVERIFY(bench.client.connection().controller().isOnline());
    const MonotonicTime before = bench.clock.now();
    bench.network.peers().front()->setMessagesPass(false, false);
    bench.clock.runWhile([&] { return bench.client.connection().controller().isOnline(); });
    QVERIFY(bench.clock.now() - before <= 14s);
    bench.clock.runWhile([&] { return !bench.client.connection().controller().lastClose(); });
    QVERIFY(bench.client.connection().controller().lastClose()->cause == CloseCause::PongTimeout);
    bench.clock.advance(10s);
    QVERIFY(bench.client.connection().controller().isOnline());
    QCOMPARE(bench.client.connection().epoch(), 2u);
}

void TestKeepAlive::anAnsweringServerIsNeverDropped()
{
    HalfOpenBench bench;
    bench.clock.advance(24h);
    QCOMPARE(bench.client.connection().epoch(), 1u);
}

QTEST_GUILESS_MAIN(TestKeepAlive)

} // namespace tst_keep_alive

#include "tst_keep_alive.moc"
