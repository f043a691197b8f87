// SPDX-License-Identifier: MIT
#include "core/server/self_signed_certificate.h"
#include "core/wire/constant_time.h"
#include "raw_client.h"

#include <QSslSocket>
#include <QTemporaryDir>

#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tst_server_ends {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;
using Kind = WebSocketEvent::Kind;

class TestServerEnds : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void anOverflowInTheCloseHandshakeKeepsItsCause();
    void anOverflowOfARefusalKeepsItsCause();
    void anOverflowOfTheUpgradeAnswerOpensNothing();
    void theLastBytesReachATlsClientThatStillSends();
    void aTlsClientThatDoesNotReadIsReset();
    void aClientThatHasEndedItsSideIsAnswered_data();
    void aClientThatHasEndedItsSideIsAnswered();
    void refusalsAreBoundedToo();
    void secretsAreComparedWhole();

private:
    QTemporaryDir folder_;
    TlsContext::Shared tls_;
};

namespace {

bool saysThatTheClientDoesNotRead(const CloseInfo& info)
{
    return info.cause == CloseCause::LocalAbort &&
           info.detail.find("does not read") != std::string::npos;
}

std::size_t countOf(const EventLog& log, EventKind kind)
{
    std::size_t count = 0;
    for (EventNumber number = 1; number <= log.size(); ++number)
        count += log.header(number).kind == kind ? 1 : 0;
    return count;
}

std::string upgradeText()
{
    return writeUpgradeRequest({.host = "a", .target = "/", .key = "dGhlIHNhbXBsZSBub25jZQ=="});
}

std::string maskedFrame(std::uint8_t code, std::string_view payload)
{
    std::string bytes;
    appendFrame(bytes, {.opcode = code, .mask = MaskingKey{}}, payload);
    return bytes;
}

/// A TCP connection without Qt.
class PlainConnection
{
public:
    explicit PlainConnection(quint16 port) : descriptor_(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }
    ~PlainConnection() { ::close(descriptor_); }
    PlainConnection(const PlainConnection&) = delete;
    PlainConnection& operator=(const PlainConnection&) = delete;

    void write(std::string_view bytes) { ::send(descriptor_, bytes.data(), bytes.size(), 0); }
    void endStream() { ::shutdown(descriptor_, SHUT_WR); }
    /// True once the server has ended its side or reset the connection.
    bool readToEnd()
    {
        std::array<char, 4096> bytes;
        const auto taken = ::recv(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (taken > 0)
            heard.append(bytes.data(), std::size_t(taken));
        ended_ = ended_ || taken == 0 || (taken < 0 && errno != EAGAIN);
        return ended_;
    }
    std::string heard;

    bool wasReset()
    {
        char byte = 0;
        reset_ = reset_ || (::recv(descriptor_, &byte, 1, MSG_DONTWAIT) < 0 && errno == ECONNRESET);
        return reset_;
    }

private:
    int descriptor_;
    bool reset_ = false;
    bool ended_ = false;
};

/// A client over TLS that trusts anyone and reads what it is told to.
struct TlsClient
{
    explicit TlsClient(quint16 port)
    {
        QObject::connect(&socket, &QTcpSocket::connected,
                         [this] { probe.attach(socket.socketDescriptor()); });
        QObject::connect(&socket, &QTcpSocket::disconnected, [this] {
            end = probe.read();
            probe.release();
        });
        socket.setPeerVerifyMode(QSslSocket::VerifyNone);
        socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), port);
    }
    bool waitOpen()
    {
        if (!QTest::qWaitFor([this] { return socket.isEncrypted(); }, generousMilliseconds))
            return false;
        write(upgradeText());
        return QTest::qWaitFor([this] { return socket.bytesAvailable() > 12; },
                               generousMilliseconds) &&
               socket.readAll().startsWith("HTTP/1.1 101");
    }
    void write(std::string_view bytes) { socket.write(bytes.data(), qint64(bytes.size())); }

    QSslSocket socket;
    SocketEndProbe probe;
    std::optional<SocketEnd> end;
};

} // namespace

void TestServerEnds::initTestCase()
{
    const auto made = makeServerCertificate(folder_.path());
    QVERIFY2(made.hasValue(), made.hasValue() ? "" : qPrintable(made.error()));
    tls_ = *made;
}

void TestServerEnds::anOverflowInTheCloseHandshakeKeepsItsCause()
{
    ServerSettings settings;
    // Room for the upgrade's answer and for the echo, not for the Close frame behind it.
    settings.sendBufferLimit = 204;
    ServerBench bench(settings);
    RawClient client(bench.port);
    client.upgrade();
    QVERIFY(client.waitOpen());
    client.write(maskedFrame(opcode::binary, std::string(200, 'x')) +
                 maskedFrame(opcode::close, closePayload(1000, {})));
    QVERIFY(bench.waitClosed());
    QVERIFY2(saysThatTheClientDoesNotRead(bench.closed.front()),
             bench.closed.front().detail.c_str());
    QCOMPARE(countOf(bench.log, EventKind::CloseReceived), std::size_t{1});
    QCOMPARE(countOf(bench.log, EventKind::CloseSent), std::size_t{0});
}

void TestServerEnds::anOverflowOfARefusalKeepsItsCause()
{
    ServerSettings settings;
    settings.sendBufferLimit = 10;
    ServerBench bench(settings);
    RawClient client(bench.port);
    client.write("POST / HTTP/1.1\r\nHost: a\r\n\r\n");
    QVERIFY(bench.waitClosed());
    QVERIFY2(saysThatTheClientDoesNotRead(bench.closed.front()),
             bench.closed.front().detail.c_str());
}

void TestServerEnds::anOverflowOfTheUpgradeAnswerOpensNothing()
{
    ServerSettings settings;
    settings.sendBufferLimit = 10;
    ServerBench bench(settings);
    RawClient client(bench.port);
    client.upgrade();
    QVERIFY(bench.waitClosed());
    QVERIFY(saysThatTheClientDoesNotRead(bench.closed.front()));
    QCOMPARE(countOf(bench.log, EventKind::Opened), std::size_t{0});
}

void TestServerEnds::theLastBytesReachATlsClientThatStillSends()
{
    ServerSettings settings;
    settings.tls = tls_;
    ServerBench bench(settings);
    TlsClient client(bench.port);
    QVERIFY(client.waitOpen());
    // What lies behind the Close frame is unread when the server ends its side.
    client.write(maskedFrame(opcode::close, closePayload(1000, {})));
    client.write(std::string(8 * 1024 * 1024, 'x'));
    QTRY_VERIFY_WITH_TIMEOUT(client.socket.state() == QAbstractSocket::UnconnectedState,
                             generousMilliseconds);
    QVERIFY(client.socket.readAll().endsWith(QByteArray::fromHex("880203e8")));
    QVERIFY(client.end == SocketEnd::EndOfStream);
    QVERIFY(bench.waitClosed());
    QVERIFY(bench.closed.front().cause == CloseCause::CloseHandshake);
}

void TestServerEnds::aTlsClientThatDoesNotReadIsReset()
{
    ServerSettings settings;
    settings.tls = tls_;
    settings.sendBufferLimit = 4 * 1024 * 1024;
    ServerBench bench(settings);
    TlsClient client(bench.port);
    QVERIFY(client.waitOpen());
    client.socket.setReadBufferSize(1);
    const std::string frame = maskedFrame(opcode::binary, std::string(64 * 1024, 'x'));
    for (int i = 0; i < 600; ++i)
        client.write(frame);
    QVERIFY(bench.waitClosed());
    QVERIFY(saysThatTheClientDoesNotRead(bench.closed.front()));
}

void TestServerEnds::aClientThatHasEndedItsSideIsAnswered_data()
{
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<QByteArray>("answer");
    const std::string close = maskedFrame(opcode::close, closePayload(1000, {}));
    const QByteArray closed = QByteArray::fromHex("880203e8");
    QTest::newRow("Close") << QByteArray::fromStdString(upgradeText() + close) << closed;
    QTest::newRow("a message and Close")
        << QByteArray::fromStdString(upgradeText() + maskedFrame(opcode::text, "hi") + close)
        << "\x81\x02hi" + closed;
    QTest::newRow("no upgrade") << QByteArray("POST / HTTP/1.1\r\nHost: a\r\n\r\n")
                                << QByteArray("GET request\n");
}

void TestServerEnds::aClientThatHasEndedItsSideIsAnswered()
{
    QFETCH(QByteArray, said);
    QFETCH(QByteArray, answer);
    ServerBench bench;
    PlainConnection client(bench.port);
    client.write(said.toStdString());
    client.endStream();
    QTRY_VERIFY_WITH_TIMEOUT(client.readToEnd(), generousMilliseconds);
    QVERIFY2(QByteArray::fromStdString(client.heard).endsWith(answer), client.heard.c_str());
    QVERIFY(bench.waitClosed());
}

void TestServerEnds::refusalsAreBoundedToo()
{
    ServerSettings settings;
    settings.mostConnections = 1;
    settings.mostRefusals = 1;
    settings.closeTimeout = 1h;
    ServerBench bench(settings);
    RawClient first(bench.port);
    first.upgrade();
    QVERIFY(first.waitOpen());
    // Reads nothing, so that it never sees the server's FIN and stays.
    QTcpSocket second;
    second.setReadBufferSize(1);
    second.connectToHost(QHostAddress(QHostAddress::LocalHost), bench.port);
    QTRY_COMPARE_WITH_TIMEOUT(bench.server.connectionCount(), std::size_t{2}, generousMilliseconds);
    // A QTcpSocket that is reset before it noticed that it is connected connects again by itself.
    PlainConnection third(bench.port);
    QTRY_VERIFY_WITH_TIMEOUT(third.wasReset(), generousMilliseconds);
    QCOMPARE(bench.server.connectionCount(), std::size_t{2});
}

void TestServerEnds::secretsAreComparedWhole()
{
    QVERIFY(equalInConstantTime("secret", "secret"));
    QVERIFY(equalInConstantTime("", ""));
    QVERIFY(!equalInConstantTime("secreT", "secret"));
    QVERIFY(!equalInConstantTime("secret", "secret "));
    QVERIFY(!equalInConstantTime("", "secret"));
}

QTEST_GUILESS_MAIN(TestServerEnds)

} // namespace tst_server_ends

#include "tst_server_ends.moc"
