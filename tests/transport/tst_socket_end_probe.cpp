// SPDX-License-Identifier: MIT
// SocketEndProbe against the kernel alone: raw sockets, so that what each side did is certain.
#include "core/net/socket_calls.h"
#include "core/transport/socket_end_probe.h"

#include <QtTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tst_socket_end_probe {

using namespace redial;

namespace {

/// Two connected TCP sockets on 127.0.0.1.
struct Pair
{
    int near = -1;
    int far = -1;

    Pair()
    {
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        near = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::bind(listener, generic, size) != 0 || ::listen(listener, 1) != 0 ||
            ::getsockname(listener, generic, &size) != 0 || ::connect(near, generic, size) != 0)
            qFatal("no loopback connection");
        far = ::accept(listener, nullptr, nullptr);
        ::close(listener);
    }
    ~Pair()
    {
        closeNear();
        closeFar();
    }
    void closeNear() { closeOnce(near); }
    void closeFar() { closeOnce(far); }
    void resetFar()
    {
        resetOnClose(far);
        closeFar();
    }
    /// Waits until the kernel has something to say to the near end.
    bool waitNear() const
    {
        pollfd wanted{near, POLLIN, 0};
        return ::poll(&wanted, 1, 10'000) == 1;
    }
    ssize_t readNear() const
    {
        char byte = 0;
        return ::recv(near, &byte, 1, MSG_DONTWAIT);
    }

private:
    static void closeOnce(int& descriptor)
    {
        if (descriptor >= 0)
            ::close(std::exchange(descriptor, -1));
    }
};

} // namespace

class TestSocketEndProbe : public QObject
{
    Q_OBJECT
private slots:
    void anOpenConnectionHasNoEnd()
    {
        Pair pair;
        SocketEndProbe probe;
        QVERIFY(!probe.read());
        probe.attach(pair.near);
        QVERIFY(!probe.read());
    }

    void aFinIsAnEndOfStream()
    {
        Pair pair;
        SocketEndProbe probe;
        probe.attach(pair.near);
        pair.closeFar();
        QVERIFY(pair.waitNear());
        QCOMPARE(pair.readNear(), ssize_t{0});
        pair.closeNear(); // as QAbstractSocket does before it reports
        QVERIFY(probe.read() == SocketEnd::EndOfStream);
    }

    void anRstIsAReset()
    {
        Pair pair;
        SocketEndProbe probe;
        probe.attach(pair.near);
        pair.resetFar();
        QVERIFY(pair.waitNear());
        QCOMPARE(pair.readNear(), ssize_t{-1});
        pair.closeNear();
        QVERIFY(probe.read() == SocketEnd::Reset);
    }

    void anRstThatFollowsTheFinIsStillAnEndOfStream()
    {
        Pair pair;
        SocketEndProbe probe;
        probe.attach(pair.near);
        pair.closeFar();
        QVERIFY(pair.waitNear());
        // The far end is gone: what is written to it now is answered with RST.
        QCOMPARE(::send(pair.near, "x", 1, MSG_NOSIGNAL), ssize_t{1});
        pollfd hungUp{pair.near, 0, 0};
        QCOMPARE(::poll(&hungUp, 1, 10'000), 1);
        QCOMPARE(pair.readNear(), ssize_t{0});
        pair.closeNear();
        QVERIFY(probe.read() == SocketEnd::EndOfStream);
    }

    void endStreamNowSendsFinAlthoughBytesLieUnread()
    {
        Pair pair;
        QCOMPARE(::send(pair.far, "unread", 6, 0), ssize_t{6});
        QVERIFY(pair.waitNear());
        SocketEndProbe probe;
        probe.attach(pair.far);
        QVERIFY(endStreamNow(pair.near));
        pair.closeNear();
        char byte = 0;
        QCOMPARE(::recv(pair.far, &byte, 1, 0), ssize_t{0});
        QVERIFY(probe.read() == SocketEnd::EndOfStream);
    }

    void closingWithUnreadBytesAloneIsAReset()
    {
        // Why endStreamNow is needed.
        Pair pair;
        QCOMPARE(::send(pair.far, "unread", 6, 0), ssize_t{6});
        QVERIFY(pair.waitNear());
        SocketEndProbe probe;
        probe.attach(pair.far);
        pair.closeNear();
        char byte = 0;
        QCOMPARE(::recv(pair.far, &byte, 1, 0), ssize_t{-1});
        QVERIFY(probe.read() == SocketEnd::Reset);
    }

    void theConnectionEndsOnlyOnceTheProbeLetsGo()
    {
        Pair pair;
        SocketEndProbe probe;
        probe.attach(pair.near);
        pair.closeNear();
        char byte = 0;
        QCOMPARE(::recv(pair.far, &byte, 1, MSG_DONTWAIT), ssize_t{-1});
        probe.release();
        QCOMPARE(::recv(pair.far, &byte, 1, 0), ssize_t{0});
    }
};

QTEST_GUILESS_MAIN(TestSocketEndProbe)

} // namespace tst_socket_end_probe

#include "tst_socket_end_probe.moc"
