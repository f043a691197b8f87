// SPDX-License-Identifier: MIT
// Many at once: the client pool on several threads, and a thousand connections under random faults.
#include "core/client/client_pool.h"
#include "core/transport/msgi_transport.h"
#include "tests/client/msgi_echo.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

namespace tst_client_pool {

using namespace redial;
using namespace redial::test;

class TestClientPool : public QObject
{
    Q_OBJECT
private slots:
    void leasesReturnByThemselves();
    void waitingEndsAtItsLimitAndWithThePool();
    void aLeaseIsBrokenWithItsConnection();
    void manyThreadsShareFewClients();
    void aThousandConnectionsUnderRandomFaults();
};

void TestClientPool::leasesReturnByThemselves()
{
    EchoServer server;
    std::mutex mutex;
    std::vector<std::string> heard;
    ClientPool pool({2, server.url, quick(), 1, 1000}, [&](std::size_t, const QByteArray& message) {
        const std::lock_guard lock(mutex);
        heard.push_back(message.toStdString());
    });
    QTRY_COMPARE_WITH_TIMEOUT(pool.idle(), std::size_t{2}, clientPatience);
    {
        auto lease = pool.acquire(10s);
        QVERIFY(lease && !lease->isBroken());
        auto other = pool.acquire(10s);
        QVERIFY(other && other->client() != lease->client());
        QCOMPARE(pool.leased(), std::size_t{2});
        QVERIFY(lease->send("hello"));
        QVERIFY(!lease->send(QByteArray(1001, 'x')));
        ClientLease moved = std::move(*lease);
        lease.reset();
        QCOMPARE(pool.leased(), std::size_t{2});
    }
    QCOMPARE(pool.leased(), std::size_t{0});
    QCOMPARE(pool.idle(), std::size_t{2});
    const auto count = [&] {
        const std::lock_guard lock(mutex);
        return heard.size();
    };
    QTRY_COMPARE_WITH_TIMEOUT(count(), std::size_t{1}, clientPatience);
}

void TestClientPool::waitingEndsAtItsLimitAndWithThePool()
{
    EchoServer server;
    auto pool = std::make_unique<ClientPool>(ClientPool::Settings{1, server.url, quick()});
    QTRY_COMPARE_WITH_TIMEOUT(pool->idle(), std::size_t{1}, clientPatience);
    auto lease = pool->acquire(10s);
    QVERIFY(lease);
    QVERIFY(!pool->acquire(20ms));
    QCOMPARE(pool->waiting(), std::size_t{0});
    pool.reset();
    QVERIFY(lease->isBroken());
    QVERIFY(!lease->send("into the void"));
    lease.reset();
}

void TestClientPool::aLeaseIsBrokenWithItsConnection()
{
    EchoServer server;
    ClientPool pool({1, server.url, quick()});
    QTRY_COMPARE_WITH_TIMEOUT(pool.idle(), std::size_t{1}, clientPatience);
    auto lease = pool.acquire(10s);
    QVERIFY(lease);
    server.vanish();
    QTRY_VERIFY_WITH_TIMEOUT(lease->isBroken(), clientPatience);
    server.comeBack();
    QTRY_COMPARE_WITH_TIMEOUT(server.server->sessionCount(), std::size_t{1}, clientPatience);
    // The client is back; this lease is not.
    QVERIFY(lease->isBroken());
    QVERIFY(!lease->send("late"));
    QVERIFY(!pool.acquire(0ms));
    lease.reset();
    QTRY_COMPARE_WITH_TIMEOUT(pool.idle(), std::size_t{1}, clientPatience);
    QVERIFY(pool.acquire(10s));
}

void TestClientPool::manyThreadsShareFewClients()
{
    EchoServer server;
    std::mutex mutex;
    std::vector<std::string> heard;
    ClientPool pool({3, server.url, quick()}, [&](std::size_t, const QByteArray& message) {
        const std::lock_guard lock(mutex);
        heard.push_back(message.toStdString());
    });
    QTRY_COMPARE_WITH_TIMEOUT(pool.idle(), std::size_t{3}, clientPatience);
    constexpr int threadCount = 6;
    constexpr int perThread = 20;
    std::atomic<int> sent{0};
    std::array<std::atomic<int>, 3> holders{};
    std::atomic<bool> isShared{false};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < threadCount; ++thread) {
        threads.emplace_back([&, thread] {
            for (int i = 0; i < perThread; ++i) {
                auto lease = pool.acquire(30s);
                if (!lease)
                    continue;
                if (++holders[lease->client()] > 1)
                    isShared = true;
                if (lease->send(QByteArray::number(thread * perThread + i)))
                    ++sent;
                --holders[lease->client()];
            }
        });
    }
    const auto count = [&] {
        const std::lock_guard lock(mutex);
        return int(heard.size());
    };
    QTRY_COMPARE_WITH_TIMEOUT(count(), threadCount * perThread, clientPatience);
    for (std::thread& thread : threads)
        thread.join();
    QCOMPARE(sent.load(), threadCount * perThread);
    QVERIFY(!isShared);
    std::sort(heard.begin(), heard.end());
    QVERIFY(std::adjacent_find(heard.begin(), heard.end()) == heard.end());
    QCOMPARE(pool.idle(), std::size_t{3});
}

void TestClientPool::aThousandConnectionsUnderRandomFaults()
{
    constexpr int clientCount = 40;
    constexpr int connectionCount = 1000;
    EchoServer server;
    Random random(7);
    std::vector<std::unique_ptr<ListeningClient>> listeners;
    std::vector<int> sent(clientCount);
    int opened = 0;
    MsgiClientConfiguration configuration = quick();
    configuration.connection.policy.initialBackoff = 1ms;
    configuration.connection.policy.maxBackoff = 4ms;
    for (int i = 0; i < clientCount; ++i) {
        listeners.push_back(std::make_unique<ListeningClient>(configuration));
        MsgiClient* const client = &listeners.back()->client;
        connect(&client->connection(), &Connection::online, client, [&, client, i] {
            ++opened;
            for (int n = 0; n < 3; ++n)
                client->sendRaw(QByteArray::number(++sent[std::size_t(i)])); // or ended meanwhile
        });
        QVERIFY(client->start(server.url));
    }
    const auto doHarm = [&] {
        MsgiClient& client = listeners[std::size_t(random.between(0, clientCount - 1))]->client;
        const auto ids = server.server->sessionIds();
        MsgiSession* const session =
            ids.empty() ? nullptr
                        : server.server->session(
                              ids[std::size_t(random.between(0, std::int64_t(ids.size()) - 1))]);
        const auto kind = random.between(0, 5);
        if (kind == 0 && session)
            session->drop();
        else if (kind == 1 && session)
            session->disconnect("go");
        else if (kind == 2)
            client.transport().fail(MsgiErrorCode::CorruptPayload, "as if it were garbage");
        else
            client.connection().drop(static_cast<DropKind>(kind % 3));
    };
    QTimer harm;
    connect(&harm, &QTimer::timeout, this, [&] {
        for (int i = 0; i < 8; ++i)
            doHarm();
    });
    harm.start(1);
    QTRY_VERIFY_WITH_TIMEOUT(opened >= connectionCount, 2 * clientPatience);
    harm.stop();
    for (int i = 0; i < clientCount; ++i) {
        ListeningClient& listener = *listeners[std::size_t(i)];
        QVERIFY(listener.judged("P22") == OracleOutcome::Pass);
        // Not P50: where two faults meet, the one that came second may be what is reported.
        for (const char* oracle : {"P20", "P21", "P25", "P61"})
            QVERIFY2(listener.judged(oracle) == OracleOutcome::Pass, oracle);
        // Each echo once, in order, and of something that was sent.
        int last = 0;
        for (const QByteArray& message : std::as_const(listener.messages)) {
            QVERIFY(message.toInt() > last);
            last = message.toInt();
        }
        QVERIFY(last <= sent[std::size_t(i)]);
    }
    QTRY_COMPARE_WITH_TIMEOUT(server.server->sessionCount(), std::size_t{0}, clientPatience);
}

QTEST_GUILESS_MAIN(TestClientPool)

} // namespace tst_client_pool

#include "tst_client_pool.moc"
