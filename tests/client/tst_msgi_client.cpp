// SPDX-License-Identifier: MIT
// MsgiClient, BackendSelector and ClientPool against Redial's own MSGI server on 127.0.0.1.
#include "core/client/backend_selector.h"
#include "core/client/client_pool.h"
#include "core/client/msgi_client.h"
#include "core/server/msgi_server.h"
#include "core/time/system_clock.h"
#include "core/verdict/judge.h"
#include "core/wire/container_binary.h"

#include <QTcpServer>
#include <QtTest>

#include <algorithm>
#include <atomic>

using namespace redial;
using namespace std::chrono_literals;

namespace {

constexpr int patience = 30'000;

PipelineSettings everyStage()
{
    PipelineSettings settings;
    settings.compression = PayloadCompression::Zstd;
    settings.encryptionKey = [] { return std::string(32, 'e'); };
    settings.authenticationKey = [] { return std::string(32, 'a'); };
    return settings;
}

/// A server on this thread, which echoes.
class Server
{
public:
    explicit Server(const PipelineSettings& pipeline = {})
    {
        MsgiServerSettings settings;
        settings.pipeline = pipeline;
        server = std::make_unique<MsgiServer>(settings, clock, handler, registry);
        const auto started = server->start();
        if (!started)
            qFatal("%s", qPrintable(started.error()));
        url = QUrl(QStringLiteral("msgi://127.0.0.1:%1").arg(*started));
    }
    /// Lets everybody go by RST, and its port refuses.
    void vanish()
    {
        server->stopListening();
        for (const MsgiSessionId id : server->sessionIds())
            server->session(id)->drop();
    }
    void comeBack() { QVERIFY(server->start()); }

    SystemClock clock;
    MsgiEcho handler;
    SessionRegistry registry;
    std::unique_ptr<MsgiServer> server;
    QUrl url;
};

MsgiClientConfiguration quick()
{
    MsgiClientConfiguration configuration;
    configuration.connection.policy.initialBackoff = 20ms;
    configuration.connection.policy.maxBackoff = 100ms;
    configuration.connection.policy.resumeDelay = 0ms;
    return configuration;
}

/// A client, and what it heard.
class Listener
{
public:
    explicit Listener(const MsgiClientConfiguration& configuration = quick())
        : client(configuration, clock, Random(1), EventRecorder(log, clock, Source::Client))
    {
        client.setMessageHandler([this](const QByteArray& message) { messages << message; });
    }
    int count(EventKind kind) const
    {
        int found = 0;
        for (EventNumber number = 1; number <= log.size(); ++number)
            found += log.header(number).kind == kind ? 1 : 0;
        return found;
    }
    /// Stops, waits, and gives the verdict of one oracle.
    OracleOutcome judged(std::string_view id)
    {
        client.stop();
        if (!QTest::qWaitFor(
                [&] {
                    return count(EventKind::Disconnected) > 0 &&
                           client.connection().controller().state() ==
                               ConnectionState::Disconnected;
                },
                patience))
            return OracleOutcome::NotExercised;
        RunInfo info;
        info.clock = ClockKind::System;
        for (const OracleResult& result : judge(log, info)) {
            if (result.outcome == OracleOutcome::Fail)
                qWarning("%s: %s", result.id.data(), qPrintable(result.explanation));
            if (result.id == id)
                outcome_ = result.outcome;
            hasFailed = hasFailed || result.outcome == OracleOutcome::Fail;
        }
        return outcome_;
    }

    SystemClock clock;
    EventLog log;
    MsgiClient client;
    QList<QByteArray> messages;
    bool hasFailed = false;

private:
    OracleOutcome outcome_ = OracleOutcome::NotExercised;
};

BackendSelector::Settings between(std::initializer_list<QUrl> urls)
{
    BackendSelector::Settings settings;
    for (const QUrl& url : urls)
        settings.servers.push_back({url, 1});
    settings.thresholds = {1, 1};
    settings.probe.interval = 20ms;
    return settings;
}

} // namespace

class TestMsgiClient : public QObject
{
    Q_OBJECT
private slots:
    void messagesOfEveryKindComeBackThroughEveryStage();
    void handlersSurviveReconnectsAndSeeEachMessageOnce();
    void aBatchIsHeardAsItsMessages();
    void anotherClientIsReachedByItsName();
    void whileOfflineNothingIsSent();
    void heartbeatsAreSentAndJudgedAsNoCalls();
    void aPayloadThatTheStagesRefuseEndsTheConnection();
    void aHalfOpenLinkIsFoundByPings();
    void connectionsGoWhereTheServersLive();
    void leasesReturnByThemselves();
    void waitingEndsAtItsLimitAndWithThePool();
    void aLeaseIsBrokenWithItsConnection();
    void manyThreadsShareFewClients();
};

void TestMsgiClient::messagesOfEveryKindComeBackThroughEveryStage()
{
    Server server(everyStage());
    MsgiClientConfiguration configuration = quick();
    configuration.pipeline = everyStage();
    Listener listener(configuration);
    QList<QByteArray> types;
    listener.client.setContainerHandler(
        "greeting", [&](const ValueContainer& container) { types << container.source.c_str(); });
    QVERIFY(listener.client.start(server.url));
    QTRY_VERIFY_WITH_TIMEOUT(listener.client.isOnline(), patience);
    QVERIFY(listener.client.sendMessage(QStringLiteral("text")));
    QVERIFY(listener.client.sendRaw(QByteArray("\0\1raw", 5)));
    ValueContainer container;
    container.type = "greeting";
    container.source = "me";
    QVERIFY(listener.client.sendContainer(container));
    container.type = "other";
    QVERIFY(listener.client.sendContainer(container));
    QTRY_COMPARE_WITH_TIMEOUT(listener.messages.size(), 3, patience);
    QCOMPARE(listener.messages[0], QByteArray("text"));
    QCOMPARE(listener.messages[1], QByteArray("\0\1raw", 5));
    QCOMPARE(types, QList<QByteArray>{"me"});
    QVERIFY(listener.judged("P61") == OracleOutcome::Pass);
    QVERIFY(!listener.hasFailed);
}

void TestMsgiClient::handlersSurviveReconnectsAndSeeEachMessageOnce()
{
    Server server(everyStage());
    MsgiClientConfiguration configuration = quick();
    configuration.pipeline = everyStage();
    Listener listener(configuration);
    QList<QByteArray> expected;
    for (int round = 0; round < 5; ++round) {
        if (round == 0)
            QVERIFY(listener.client.start(server.url));
        QTRY_VERIFY_WITH_TIMEOUT(listener.client.isOnline(), patience);
        expected << QByteArray::number(round);
        QVERIFY(listener.client.sendRaw(expected.back()));
        QTRY_COMPARE_WITH_TIMEOUT(listener.messages, expected, patience);
        server.vanish();
        QTRY_VERIFY_WITH_TIMEOUT(!listener.client.isOnline(), patience);
        server.comeBack();
    }
    QTRY_VERIFY_WITH_TIMEOUT(listener.client.isOnline(), patience);
    QCOMPARE(listener.messages, expected);
    QVERIFY(listener.count(EventKind::Opened) >= 6);
    listener.judged("P20");
    QVERIFY(!listener.hasFailed);
}

void TestMsgiClient::aBatchIsHeardAsItsMessages()
{
    Server server;
    Listener listener;
    QVERIFY(listener.client.start(server.url));
    QTRY_VERIFY_WITH_TIMEOUT(listener.client.isOnline(), patience);
    const std::vector<std::string> batch{"one\ntwo", "", std::string("\0three", 6)};
    QVERIFY(listener.client.sendBatch(batch));
    QTRY_COMPARE_WITH_TIMEOUT(listener.messages.size(), 3, patience);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(listener.messages[i].toStdString(), batch[std::size_t(i)]);
    // The other way: as a server would send one.
    listener.messages.clear();
    MsgiSession* const session = server.server->session(server.server->sessionIds().front());
    QVERIFY(session->sendBatch(batch));
    QTRY_COMPARE_WITH_TIMEOUT(listener.messages.size(), 3, patience);
}

void TestMsgiClient::anotherClientIsReachedByItsName()
{
    Server server;
    MsgiClientConfiguration configuration = quick();
    configuration.clientId = "a";
    Listener a(configuration);
    configuration.clientId = "b";
    Listener b(configuration);
    QStringList heard;
    b.client.setDeliveryHandler([&](const MsgiDelivery& delivery) {
        heard << QString::fromStdString(std::string(delivery.clientId)) + u':' +
                     QString::fromStdString(std::string(delivery.message));
    });
    QVERIFY(a.client.start(server.url));
    QVERIFY(b.client.start(server.url));
    QTRY_VERIFY_WITH_TIMEOUT(a.client.sessionId() && b.client.sessionId(), patience);
    QVERIFY(a.client.sendPrivate("b", "to:you"));
    QVERIFY(a.client.broadcast("to all"));
    QTRY_COMPARE_WITH_TIMEOUT(
        heard, (QStringList{QStringLiteral("a:to:you"), QStringLiteral("a:to all")}), patience);
    QVERIFY(a.messages.isEmpty() && b.messages.isEmpty());
}

void TestMsgiClient::whileOfflineNothingIsSent()
{
    Server server;
    Listener listener;
    QVERIFY(!listener.client.sendMessage(QStringLiteral("early")));
    QVERIFY(!listener.client.sendBatch({}));
    QCOMPARE(listener.count(EventKind::SendRejected), 2);
    QVERIFY(listener.client.start(server.url));
    QTRY_VERIFY_WITH_TIMEOUT(listener.client.isOnline(), patience);
    QVERIFY(!listener.client.sendRaw(QByteArray(msgiDefaultLimit, 'x')));
    QVERIFY(listener.client.sendRaw("late"));
    QTRY_COMPARE_WITH_TIMEOUT(listener.messages, QList<QByteArray>{"late"}, patience);
}

void TestMsgiClient::heartbeatsAreSentAndJudgedAsNoCalls()
{
    Server server;
    MsgiClientConfiguration configuration = quick();
    configuration.heartbeatInterval = 10ms;
    Listener listener(configuration);
    QVERIFY(listener.client.start(server.url));
    QTRY_VERIFY_WITH_TIMEOUT(listener.count(EventKind::HeartbeatSent) >= 3, patience);
    server.vanish();
    server.comeBack();
    const int before = listener.count(EventKind::HeartbeatSent);
    QTRY_VERIFY_WITH_TIMEOUT(listener.count(EventKind::HeartbeatSent) >= before + 3, patience);
    QVERIFY(listener.judged("P31") == OracleOutcome::NotExercised);
    QVERIFY(!listener.hasFailed);
}

void TestMsgiClient::aPayloadThatTheStagesRefuseEndsTheConnection()
{
    // The server has no stages: what it echoes, it echoes unread; a replay is refused.
    Server server;
    MsgiClientConfiguration configuration = quick();
    configuration.pipeline.authenticationKey = [] { return std::string(32, 'a'); };
    Listener listener(configuration);
    QVERIFY(listener.client.start(server.url));
    QTRY_VERIFY_WITH_TIMEOUT(listener.client.isOnline(), patience);
    MsgiSession* const session = server.server->session(server.server->sessionIds().front());
    QVERIFY(session->send("no tag at all"));
    QTRY_VERIFY_WITH_TIMEOUT(listener.count(EventKind::ProtocolError) == 1, patience);
    QTRY_VERIFY_WITH_TIMEOUT(listener.count(EventKind::Opened) >= 2, patience);
    QVERIFY(listener.messages.isEmpty());
    QVERIFY(listener.judged("P61") == OracleOutcome::Pass);
    QVERIFY(!listener.hasFailed);
}

void TestMsgiClient::aHalfOpenLinkIsFoundByPings()
{
    // The kernel takes the connection; no program ever answers.
    QTcpServer nobody;
    QVERIFY(nobody.listen(QHostAddress::LocalHost));
    nobody.pauseAccepting();
    MsgiClientConfiguration configuration = quick();
    configuration.connection.policy.pingInterval = 20ms;
    configuration.connection.policy.pongTimeout = 50ms;
    Listener listener(configuration);
    QVERIFY(listener.client.start(
        QUrl(QStringLiteral("msgi://127.0.0.1:%1").arg(nobody.serverPort()))));
    QTRY_VERIFY_WITH_TIMEOUT(listener.count(EventKind::BackoffScheduled) >= 1, patience);
    QVERIFY(listener.client.connection().controller().lastClose()->cause ==
            CloseCause::PongTimeout);
}

void TestMsgiClient::connectionsGoWhereTheServersLive()
{
    Server first;
    Server second;
    Listener listener;
    BackendSelector selector(between({first.url, second.url}), listener.clock, Random(2),
                             EventRecorder(listener.log, listener.clock, Source::Client));
    selector.serve(listener.client.connection());
    selector.start();
    QVERIFY(listener.client.start(first.url));
    QTRY_COMPARE_WITH_TIMEOUT(selector.balancer().backend(0).connections, 1U, patience);
    QTRY_VERIFY_WITH_TIMEOUT(listener.client.isOnline(), patience);
    first.vanish();
    QTRY_COMPARE_WITH_TIMEOUT(selector.balancer().backend(1).connections, 1U, patience);
    QTRY_VERIFY_WITH_TIMEOUT(listener.client.isOnline(), patience);
    QVERIFY(selector.balancer().backend(0).status == BackendStatus::Unhealthy);
    QCOMPARE(selector.balancer().backend(0).connections, 0U);
    // Its probe finds it again.
    first.comeBack();
    QTRY_VERIFY_WITH_TIMEOUT(selector.balancer().backend(0).status == BackendStatus::Healthy,
                             patience);
    selector.drain(1);
    second.vanish();
    QTRY_COMPARE_WITH_TIMEOUT(selector.balancer().backend(0).connections, 1U, patience);
    selector.returnToService(1);
    selector.stop();
    QVERIFY(listener.judged("L4") == OracleOutcome::Pass);
    QVERIFY(!listener.hasFailed);
}

void TestMsgiClient::leasesReturnByThemselves()
{
    Server server;
    std::mutex mutex;
    std::vector<std::string> heard;
    ClientPool pool({2, server.url, quick(), 1, 1000}, [&](std::size_t, const QByteArray& message) {
        const std::lock_guard lock(mutex);
        heard.push_back(message.toStdString());
    });
    QTRY_COMPARE_WITH_TIMEOUT(pool.idle(), std::size_t{2}, patience);
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
    QTRY_COMPARE_WITH_TIMEOUT(count(), std::size_t{1}, patience);
}

void TestMsgiClient::waitingEndsAtItsLimitAndWithThePool()
{
    Server server;
    auto pool = std::make_unique<ClientPool>(ClientPool::Settings{1, server.url, quick()});
    QTRY_COMPARE_WITH_TIMEOUT(pool->idle(), std::size_t{1}, patience);
    auto lease = pool->acquire(10s);
    QVERIFY(lease);
    QVERIFY(!pool->acquire(20ms));
    QCOMPARE(pool->waiting(), std::size_t{0});
    pool.reset();
    QVERIFY(lease->isBroken());
    QVERIFY(!lease->send("into the void"));
    lease.reset();
}

void TestMsgiClient::aLeaseIsBrokenWithItsConnection()
{
    Server server;
    ClientPool pool({1, server.url, quick()});
    QTRY_COMPARE_WITH_TIMEOUT(pool.idle(), std::size_t{1}, patience);
    auto lease = pool.acquire(10s);
    QVERIFY(lease);
    server.vanish();
    QTRY_VERIFY_WITH_TIMEOUT(lease->isBroken(), patience);
    server.comeBack();
    QTRY_COMPARE_WITH_TIMEOUT(server.server->sessionCount(), std::size_t{1}, patience);
    // The client is back; this lease is not.
    QVERIFY(lease->isBroken());
    QVERIFY(!lease->send("late"));
    QVERIFY(!pool.acquire(0ms));
    lease.reset();
    QTRY_COMPARE_WITH_TIMEOUT(pool.idle(), std::size_t{1}, patience);
    QVERIFY(pool.acquire(10s));
}

void TestMsgiClient::manyThreadsShareFewClients()
{
    Server server;
    std::mutex mutex;
    std::vector<std::string> heard;
    ClientPool pool({3, server.url, quick()}, [&](std::size_t, const QByteArray& message) {
        const std::lock_guard lock(mutex);
        heard.push_back(message.toStdString());
    });
    QTRY_COMPARE_WITH_TIMEOUT(pool.idle(), std::size_t{3}, patience);
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
    QTRY_COMPARE_WITH_TIMEOUT(count(), threadCount * perThread, patience);
    for (std::thread& thread : threads)
        thread.join();
    QCOMPARE(sent.load(), threadCount * perThread);
    QVERIFY(!isShared);
    std::sort(heard.begin(), heard.end());
    QVERIFY(std::adjacent_find(heard.begin(), heard.end()) == heard.end());
    QCOMPARE(pool.idle(), std::size_t{3});
}

QTEST_GUILESS_MAIN(TestMsgiClient)
#include "tst_msgi_client.moc"
