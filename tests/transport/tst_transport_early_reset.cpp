// SPDX-License-Identifier: MIT
#include "core/net/socket_calls.h"
#include "core/time/system_clock.h"
#include "core/transport/precise_websocket_transport.h"

#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tst_transport_early_reset {

using namespace redial;
using namespace std::chrono_literals;

namespace {

/// Takes connections and resets them at once.
class ResettingListener
{
public:
    ResettingListener() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), size);
        ::listen(descriptor_, 16);
        ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
        port = ntohs(address.sin_port);
    }
    ~ResettingListener() { ::close(descriptor_); }
    ResettingListener(const ResettingListener&) = delete;
    ResettingListener& operator=(const ResettingListener&) = delete;

    void takeAll()
    {
        for (;;) {
            const int taken = ::accept(descriptor_, nullptr, nullptr);
            if (taken < 0)
                return;
            ++connections;
            resetOnClose(taken);
            ::close(taken);
        }
    }
    quint16 port = 0;
    int connections = 0;

private:
    int descriptor_;
};

} // namespace

/// QTcpSocket of Qt 6.4 that is reset before it has seen that it is connected connects again by
/// itself, without an end.
class TestTransportEarlyReset : public QObject
{
    Q_OBJECT
private slots:
    void anEarlyResetEndsTheAttempt_data();
    void anEarlyResetEndsTheAttempt();
};

void TestTransportEarlyReset::anEarlyResetEndsTheAttempt_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::newRow("plain") << QStringLiteral("ws");
    QTest::newRow("TLS") << QStringLiteral("wss");
}

void TestTransportEarlyReset::anEarlyResetEndsTheAttempt()
{
    QFETCH(QString, scheme);
    ResettingListener listener;
    SystemClock clock;
    PreciseWebSocketTransport transport(clock);
    std::optional<CloseInfo> end;
    connect(&transport, &Transport::closed, [&](quint32, const CloseInfo& info) { end = info; });
    TransportRequest request;
    request.url = QUrl(QStringLiteral("%1://127.0.0.1:%2/").arg(scheme).arg(listener.port));
    request.connectTimeout = 20s;
    QVERIFY(transport.open(1, request));
    const auto ended = [&] {
        listener.takeAll();
        return end.has_value();
    };
    // The handshake of TCP is done by the kernel: the reset is there before the event loop runs.
    QTRY_VERIFY_WITH_TIMEOUT(ended(), 30'000);
    QVERIFY2(end->cause == CloseCause::Reset, end->detail.c_str());
    QCOMPARE(listener.connections, 1);
}

QTEST_GUILESS_MAIN(TestTransportEarlyReset)

} // namespace tst_transport_early_reset

#include "tst_transport_early_reset.moc"
