// SPDX-License-Identifier: MIT
#include "core/client/connection.h"
#include "core/log/event_log.h"
#include "core/time/virtual_clock.h"

#include <QTest>

#include <cstring>
#include <functional>

namespace tst_connection_reentrancy {

using namespace redial;
using namespace std::chrono_literals;

namespace {

/// A transport that does what the test says.
class ToldTransport final : public Transport
{
public:
    bool open(quint32 epoch, const TransportRequest&) override
    {
        epoch_ = epoch;
        state_ = State::Opening;
        return true;
    }
    bool sendText(const QString&) override { return state_ == State::Open; }
    bool sendBinary(const QByteArray&) override { return state_ == State::Open; }
    bool ping(const QByteArray&) override
    {
        ++pings;
        return takesPings && state_ == State::Open;
    }
    void close(std::uint16_t, const QString&) override { state_ = State::Closing; }
    void drop(DropKind) override
    {
        ++drops;
        state_ = State::Closing;
    }
    bool supports(DropKind) const override { return true; }
    State state() const override { return state_; }
    quint32 epoch() const override { return epoch_; }
    quint64 staleSignals() const override { return 0; }

    void tellOpened()
    {
        state_ = State::Open;
        emit opened(epoch_, {});
    }
    void tellClosing() { state_ = State::Closing; }
    void tellClosed(CloseCause cause)
    {
        state_ = State::Closed;
        emit closed(epoch_, {.cause = cause});
    }

    int pings = 0;
    int drops = 0;
    bool takesPings = true;

private:
    State state_ = State::Closed;
    quint32 epoch_ = 0;
};

/// A connection whose memory is spoilt when it is gone: who still uses it crashes.
struct Bench
{
    explicit Bench(ReconnectPolicy policy = {})
    {
        auto made = std::make_unique<ToldTransport>();
        transport = made.get();
        connection = new (memory) Connection({{}, policy}, std::move(made), clock, Random(1),
                                             EventRecorder(log, clock, Source::Client));
    }
    ~Bench() { destroy(); }
    void destroy()
    {
        if (!std::exchange(alive, false))
            return;
        connection->~Connection();
        std::memset(memory, 0xDB, sizeof memory);
    }
    /// Each deed of a life; stops when the connection is gone.
    void live()
    {
        const std::vector<std::function<void()>> deeds{
            [&] { connection->start(QUrl(QStringLiteral("ws://h/"))); },
            [&] { transport->tellOpened(); },
            [&] { connection->sessionReady(); },
            [&] { clock.advance(connection->controller().policy().resumeDelay); },
            [&] { emit transport->textReceived(1, QStringLiteral("a")); },
            [&] { emit transport->binaryReceived(1, "a"); },
            [&] { emit transport->pingReceived(1, "a"); },
            [&] { transport->tellClosed(CloseCause::Reset); },
        };
        for (const auto& deed : deeds) {
            if (alive)
                deed();
        }
    }

    VirtualClock clock;
    EventLog log;
    alignas(Connection) unsigned char memory[sizeof(Connection)];
    Connection* connection = nullptr;
    ToldTransport* transport = nullptr;
    bool alive = true;
};

struct NamedSignal
{
    const char* name;
    std::function<void(Connection&, std::function<void()>)> connect;
};

template <class Signal>
NamedSignal named(const char* name, Signal signal)
{
    return {name, [signal](Connection& connection, std::function<void()> slot) {
                QObject::connect(&connection, signal, [slot = std::move(slot)] { slot(); });
            }};
}

const std::vector<NamedSignal>& allSignals()
{
    static const std::vector<NamedSignal> all{
        named("connecting", &Connection::connecting),
        named("connected", &Connection::connected),
        named("opened", &Connection::opened),
        named("online", &Connection::online),
        named("offline", &Connection::offline),
        named("textReceived", &Connection::textReceived),
        named("binaryReceived", &Connection::binaryReceived),
        named("pingReceived", &Connection::pingReceived),
        named("closed", &Connection::closed),
        named("backoffScheduled", &Connection::backoffScheduled),
    };
    return all;
}

ReconnectPolicy pinging()
{
    ReconnectPolicy policy;
    policy.pingInterval = 10s;
    policy.pongTimeout = 4s;
    return policy;
}

CloseCause lastCause(const Bench& bench)
{
    return bench.connection->controller().lastClose()->cause;
}

} // namespace

/// What slots may do to a Connection, and what its pings make of a link that ends.
class TestConnectionReentrancy : public QObject
{
    Q_OBJECT
private slots:
    void aSlotMayDestroyIt_data();
    void aSlotMayDestroyIt();
    void aSlotMayStopIt_data() { aSlotMayDestroyIt_data(); }
    void aSlotMayStopIt();
    void aPingThatCannotBeSentIsNotAwaited();
    void aPongMissedOnALinkThatClosesIsNoReason();
};

void TestConnectionReentrancy::aSlotMayDestroyIt_data()
{
    QTest::addColumn<int>("signal");
    for (std::size_t i = 0; i < allSignals().size(); ++i)
        QTest::newRow(allSignals()[i].name) << int(i);
}

void TestConnectionReentrancy::aSlotMayDestroyIt()
{
    QFETCH(int, signal);
    Bench bench;
    allSignals()[std::size_t(signal)].connect(*bench.connection, [&] { bench.destroy(); });
    bench.live();
    QVERIFY(!bench.alive);
    bench.clock.advance(1h);
    QCOMPARE(bench.clock.pendingTimers(), std::size_t{0});
}

void TestConnectionReentrancy::aSlotMayStopIt()
{
    QFETCH(int, signal);
    Bench bench;
    int calls = 0;
    allSignals()[std::size_t(signal)].connect(*bench.connection, [&] {
        ++calls;
        bench.connection->stop();
    });
    bench.live();
    QVERIFY(calls > 0);
    QVERIFY(!bench.connection->controller().isWanted());
}

void TestConnectionReentrancy::aPingThatCannotBeSentIsNotAwaited()
{
    Bench bench(pinging());
    bench.connection->start(QUrl(QStringLiteral("ws://h/")));
    bench.transport->tellOpened();
    bench.transport->takesPings = false;
    bench.clock.advance(35s);
    QCOMPARE(bench.transport->pings, 3);
    QCOMPARE(bench.transport->drops, 0);
    // A ping that was sent is awaited again.
    bench.transport->takesPings = true;
    bench.clock.advance(10s);
    QCOMPARE(bench.transport->drops, 1);
}

void TestConnectionReentrancy::aPongMissedOnALinkThatClosesIsNoReason()
{
    Bench bench(pinging());
    bench.connection->start(QUrl(QStringLiteral("ws://h/")));
    bench.transport->tellOpened();
    bench.clock.advance(11s);
    QCOMPARE(bench.transport->pings, 1);
    // The peer's Close has come; the transport waits for its FIN.
    bench.transport->tellClosing();
    bench.clock.advance(10s);
    QCOMPARE(bench.transport->drops, 0);
    bench.transport->tellClosed(CloseCause::CloseHandshake);
    QVERIFY(lastCause(bench) == CloseCause::CloseHandshake);
}

QTEST_APPLESS_MAIN(TestConnectionReentrancy)

} // namespace tst_connection_reentrancy

#include "tst_connection_reentrancy.moc"
