// SPDX-License-Identifier: MIT
// Transports on threads of their own. Run under ThreadSanitizer too: what matters there is that
// nothing is reported. The owner threads are threads as well, so that eight of them reconnect at
// once.
#include "core/time/system_clock.h"
#include "core/transport/in_memory_network.h"
#include "core/transport/in_memory_transport.h"
#include "core/transport/qwebsocket_transport.h"
#include "core/transport/threaded_transport.h"
#include "raw_web_socket_server.h"

#include <QtTest>

#include <atomic>
#include <future>
#include <thread>

namespace tst_transport_threads {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

struct Totals
{
    std::atomic<int> opened{0};
    std::atomic<int> closed{0};
    std::atomic<int> echoes{0};
};

namespace {

/// An in-memory transport with a network and an echoing server of its own, all on the given clock.
std::unique_ptr<Transport> makeInMemory(Clock& clock)
{
    auto* const network = new InMemoryNetwork(clock);
    auto transport = std::make_unique<InMemoryTransport>(*network);
    network->setParent(transport.get());
    QObject::connect(network, &InMemoryNetwork::connected, network,
                     [](const std::shared_ptr<InMemoryPeer>& peer) {
                         InMemoryPeer* const p = peer.get();
                         QObject::connect(p, &InMemoryPeer::textReceived, p,
                                          [p](const QString& text) { p->sendText(text); });
                     });
    return transport;
}

/// Opens, sends, and once the echo is back drops, `rounds` times. Owned by its thread.
class Reconnector : public QObject
{
public:
    Reconnector(ThreadedTransport::Factory factory, TransportRequest request, int rounds,
                Totals& totals)
        : transport_(std::move(factory))
        , request_(std::move(request))
        , rounds_(rounds)
        , totals_(totals)
    {
        connect(&transport_, &Transport::opened, this, [this](quint32 epoch) {
            ++totals_.opened;
            transport_.sendText(QStringLiteral("round %1").arg(epoch));
        });
        connect(&transport_, &Transport::textReceived, this,
                [this](quint32 epoch, const QString& text) {
                    if (text == QStringLiteral("round %1").arg(epoch))
                        ++totals_.echoes;
                    transport_.drop(static_cast<DropKind>(epoch % 3));
                });
        connect(&transport_, &Transport::closed, this, [this](quint32 epoch) {
            ++totals_.closed;
            if (static_cast<int>(epoch) < rounds_)
                transport_.open(epoch + 1, request_);
            else
                loop_.quit();
        });
    }

    void run()
    {
        transport_.open(1, request_);
        loop_.exec();
    }

private:
    ThreadedTransport transport_;
    QEventLoop loop_;
    TransportRequest request_;
    int rounds_;
    Totals& totals_;
};

TransportRequest requestTo(const QByteArray& url)
{
    TransportRequest request;
    request.url = QUrl::fromEncoded(url);
    request.connectTimeout = 60s;
    request.closeTimeout = 60s;
    return request;
}

} // namespace

class TestTransportThreads : public QObject
{
    Q_OBJECT
private slots:
    void eightThreadsReconnectTenThousandTimesInMemory()
    {
        constexpr int threads = 8;
        constexpr int rounds = 1250;
        Totals totals;
        std::vector<std::thread> owners;
        for (int i = 0; i < threads; ++i) {
            owners.emplace_back([&totals] {
                Reconnector(makeInMemory, requestTo("ws://memory/"), rounds, totals).run();
            });
        }
        for (std::thread& owner : owners)
            owner.join();
        QCOMPARE(totals.opened.load(), threads * rounds);
        QCOMPARE(totals.closed.load(), threads * rounds);
        QCOMPARE(totals.echoes.load(), threads * rounds);
    }

    void eightThreadsReconnectOverRealSockets()
    {
        constexpr int threads = 8;
        constexpr int rounds = 25;
        RawWebSocketServer server;
        const QByteArray url = server.url().toEncoded();
        Totals totals;
        std::atomic<int> finished{0};
        std::vector<std::thread> owners;
        for (int i = 0; i < threads; ++i) {
            owners.emplace_back([&totals, &finished, &url] {
                const auto factory = [](Clock& clock) {
                    return std::make_unique<QWebSocketTransport>(clock);
                };
                Reconnector(factory, requestTo(QByteArray(url.constData(), url.size())), rounds,
                            totals)
                    .run();
                ++finished;
            });
        }
        const bool inTime = QTest::qWaitFor([&] { return finished == threads; }, 120'000);
        for (std::thread& owner : owners)
            owner.join();
        QVERIFY(inTime);
        QCOMPARE(totals.opened.load(), threads * rounds);
        QCOMPARE(totals.closed.load(), threads * rounds);
        QCOMPARE(totals.echoes.load(), threads * rounds);
    }

    void destructionWhileConnectingIsClean()
    {
        for (int i = 0; i < 50; ++i) {
            int signalsSeen = 0;
            {
                ThreadedTransport transport(makeInMemory);
                connect(&transport, &Transport::opened, this, [&] { ++signalsSeen; });
                connect(&transport, &Transport::closed, this, [&] { ++signalsSeen; });
                transport.open(1, requestTo("ws://memory/"));
            }
            QCoreApplication::processEvents();
            QCOMPARE(signalsSeen, 0);
        }
    }

    void whatTheOwnerHasClosedNeverOpens()
    {
        std::promise<void> opened;
        ThreadedTransport transport([&opened](Clock& clock) {
            auto inner = makeInMemory(clock);
            // Queued: after the hand-over to the owner.
            QObject::connect(
                inner.get(), &Transport::opened, inner.get(), [&opened] { opened.set_value(); },
                Qt::QueuedConnection);
            return inner;
        });
        int openings = 0;
        std::optional<CloseInfo> end;
        connect(&transport, &Transport::opened, this, [&] { ++openings; });
        connect(&transport, &Transport::closed, this,
                [&](quint32, const CloseInfo& info) { end = info; });
        transport.open(1, requestTo("ws://memory/"));
        opened.get_future().wait();
        transport.close();
        QTRY_VERIFY_WITH_TIMEOUT(end, 10'000);
        QCOMPARE(openings, 0);
        QVERIFY(!end->remote);
    }

    void aThreadThatWasNeverUsedEnds()
    {
        const ThreadedTransport transport(makeInMemory);
        QCOMPARE(transport.state(), Transport::State::Closed);
        QVERIFY(transport.supports(DropKind::Reset));
    }
};

QTEST_GUILESS_MAIN(TestTransportThreads)

} // namespace tst_transport_threads

#include "tst_transport_threads.moc"
