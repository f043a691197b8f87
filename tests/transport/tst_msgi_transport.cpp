// SPDX-License-Identifier: MIT
// What is MSGI's own: frames in any pieces, frames that are wrong, and the frames beside DATA. The
// contract that it shares with the other transports is in tst_transport_contract.
#include "core/transport/msgi_transport.h"
#include "raw_msgi_server.h"
#include "test_certificates.h"
#include "transport_bench.h"

#include <QTcpSocket>
#include <QtTest>

namespace tst_msgi_transport {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

/// Whoever comes is written these pieces, each when the one before has been sent, and nothing more.
class PieceServer : public QTcpServer
{
public:
    explicit PieceServer(QList<QByteArray> pieces) : pieces_(std::move(pieces))
    {
        if (!listen(QHostAddress::LocalHost))
            qFatal("cannot listen");
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket* socket = nextPendingConnection();
            socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
            connect(socket, &QTcpSocket::bytesWritten, this, [this, socket] { writeNext(socket); });
            connect(socket, &QTcpSocket::readyRead, this,
                    [this, socket] { received += socket->readAll(); });
            connect(socket, &QTcpSocket::readChannelFinished, this, [this, socket] {
                ended = true;
                socket->disconnectFromHost();
            });
            writeNext(socket);
        });
    }

    QByteArray received;
    bool ended = false;

private:
    void writeNext(QTcpSocket* socket)
    {
        if (!pieces_.isEmpty())
            socket->write(pieces_.takeFirst());
    }

    QList<QByteArray> pieces_;
};

TransportRequest requestTo(const TransportBench& bench, const PieceServer& server)
{
    TransportRequest request = bench.request();
    request.url.setPort(server.serverPort());
    return request;
}

MsgiTransport& msgi(TransportBench& bench)
{
    return static_cast<MsgiTransport&>(*bench.transport);
}

QList<QByteArray> cutAt(const QByteArray& bytes, qsizetype offset)
{
    return {bytes.left(offset), bytes.mid(offset)};
}

} // namespace

class TestMsgiTransport : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY2(certificates_.make(), qPrintable(certificates_.error())); }

    void aFrameMayBeCutAnywhere();
    void framesMayComeTogether();
    void aFrameThatIsWrongIsAnsweredAndEndsTheLink_data();
    void aFrameThatIsWrongIsAnsweredAndEndsTheLink();
    void aFrameCutShortByTheEndSaysSo();
    void nothingAfterDisconnectIsTaken();
    void framesBesideDataPassBothWays();
    void whatIsLongerThanTheLimitIsNotSent();
    void aLongFrameWithinTheLimitPasses();
    void socketOptionsReachTheKernel();
    void aUrlThatIsNoneSaysWhy_data();
    void aUrlThatIsNoneSaysWhy();
    void aServerThatNeverAnswersTlsIsFoundByTheConnectTimeout();
    void anAttemptIsGivenUp();
    void aSecondDisconnectChangesNothing();
    void aDropBehindThePeersDisconnectIsNotTheReason();
    void aDisconnectThatIsNotAnsweredEndsInTime();

private:
    TestCertificates certificates_;
};

void TestMsgiTransport::aFrameMayBeCutAnywhere()
{
    const QByteArray bytes =
        RawMsgiServer::frame(0x10, "first") + RawMsgiServer::frame(0x10, "second");
    for (qsizetype offset = 1; offset < bytes.size(); ++offset) {
        PieceServer server(cutAt(bytes, offset));
        TransportBench bench(Kind::Msgi);
        QVERIFY(bench.transport->open(1, requestTo(bench, server)));
        QVERIFY(bench.waitUntil([&] { return bench.binaries.size() == 2; }));
        QCOMPARE(bench.binaries, (QList<QByteArray>{"first", "second"}));
    }
}

void TestMsgiTransport::framesMayComeTogether()
{
    QByteArray bytes;
    QList<QByteArray> sent;
    for (int i = 0; i < 500; ++i) {
        sent << QByteArray(i, char('a' + i % 26));
        bytes += RawMsgiServer::frame(0x10, sent.back());
    }
    PieceServer server({bytes});
    TransportBench bench(Kind::Msgi);
    QVERIFY(bench.transport->open(1, requestTo(bench, server)));
    QVERIFY(bench.waitUntil([&] { return bench.binaries.size() >= sent.size(); }));
    QCOMPARE(bench.binaries, sent);
}

void TestMsgiTransport::aFrameThatIsWrongIsAnsweredAndEndsTheLink_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char* name, quint32 magic, quint32 length, quint16 type,
                        const char* said) {
        QTest::newRow(name) << RawMsgiServer::frame(magic, length, type, {}) << QByteArray(said);
    };
    const quint32 magic = 0x4D534749;
    row("magic", 0x4D534758, 10, 0x10, "0x4D534758");
    row("length 0", magic, 0, 0x10, "length is 0,");
    row("length 9", magic, 9, 0x10, "length is 9,");
    row("length limit+1", magic, 1001, 0x10, "more than the limit of 1000");
    row("length 2^32-1", magic, 0xFFFFFFFF, 0x10, "4294967295");
    row("type", magic, 10, 0x77, "0x0077 is unknown");
    QTest::newRow("another protocol")
        << QByteArray("HTTP/1.1 400 Bad Request\r\n") << QByteArray("another protocol");
}

void TestMsgiTransport::aFrameThatIsWrongIsAnsweredAndEndsTheLink()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, said);
    PieceServer server(
        {RawMsgiServer::frame(0x10, "before") + bytes + RawMsgiServer::frame(0x10, "after")});
    TransportBench bench(Kind::Msgi);
    TransportRequest request = requestTo(bench, server);
    request.maximumMessageSize = 1000;
    QVERIFY(bench.transport->open(1, request));
    QVERIFY(bench.waitClosed());
    bench.settle();
    QCOMPARE(bench.closed.size(), std::size_t{1});
    const CloseInfo& info = bench.closed[0].second;
    QCOMPARE(redial::nameOf(info.cause).data(), "protocol_error");
    QVERIFY2(QByteArray::fromStdString(info.detail).contains(said), info.detail.c_str());
    QVERIFY(!info.remote);
    QCOMPARE(bench.binaries, QList<QByteArray>{"before"});
    QVERIFY(bench.hasNote(EventKind::ProtocolError));
    QVERIFY(bench.waitUntil([&] { return server.ended; }));
    QVERIFY(server.received.startsWith("MSGI"));
    QCOMPARE(server.received.mid(8, 2), QByteArray("\x00\x30", 2));
    QVERIFY(server.received.contains(QByteArray::fromStdString(info.detail)));
}

void TestMsgiTransport::aFrameCutShortByTheEndSaysSo()
{
    TransportBench bench(Kind::Msgi);
    ServerScript script;
    script.greeting = RawMsgiServer::frame(0x10, "whole").left(12);
    script.then = ServerScript::Then::EndOfStream;
    bench.server->setScript(script);
    QVERIFY(bench.open());
    QVERIFY(bench.waitClosed());
    QCOMPARE(redial::nameOf(bench.closed[0].second.cause).data(), "end_of_stream");
    QVERIFY(bench.closed[0].second.detail.find("cut short") != std::string::npos);
}

void TestMsgiTransport::nothingAfterDisconnectIsTaken()
{
    TransportBench bench(Kind::Msgi);
    ServerScript script;
    script.then = ServerScript::Then::CloseAndGoOn;
    script.closeReason = "bye";
    bench.server->setScript(script);
    QVERIFY(bench.open());
    QVERIFY(bench.waitClosed());
    bench.settle();
    QVERIFY(bench.binaries.isEmpty());
    QCOMPARE(bench.closed[0].second.reason, std::string("bye"));
    QVERIFY(bench.closed[0].second.remote);
    // It was answered.
    QVERIFY(bench.waitUntil([&] { return bench.server->sight().closeCode.has_value(); }));
}

void TestMsgiTransport::framesBesideDataPassBothWays()
{
    TransportBench bench(Kind::Msgi);
    ServerScript script;
    script.greeting = RawMsgiServer::frame(0x20, "control") + RawMsgiServer::frame(0x30, "error") +
                      RawMsgiServer::frame(0x40, {});
    bench.server->setScript(script);
    QList<QByteArray> frames;
    connect(&msgi(bench), &MsgiTransport::frameReceived, this,
            [&](quint32, MsgiType type, const QByteArray& payload) {
                frames << QByteArray::fromStdString(std::string(redial::nameOf(type))) + ':' +
                              payload;
            });
    QVERIFY(!msgi(bench).sendFrame(MsgiType::Heartbeat, {}));
    QVERIFY(bench.establish());
    QVERIFY(bench.waitUntil([&] { return frames.size() == 3; }));
    QCOMPARE(frames, (QList<QByteArray>{"CONTROL:control", "ERROR:error", "HEARTBEAT:"}));
    QVERIFY(msgi(bench).sendFrame(MsgiType::Heartbeat, {}));
    QVERIFY(msgi(bench).sendFrame(MsgiType::Control, "c"));
    const auto& server = static_cast<const RawMsgiServer&>(*bench.server);
    QVERIFY(bench.waitUntil([&] { return server.others().size() == 2; }));
    QCOMPARE(server.others(), (QList<QByteArray>{"64:", "32:c"}));
    QVERIFY(bench.binaries.isEmpty());
}

void TestMsgiTransport::whatIsLongerThanTheLimitIsNotSent()
{
    TransportBench bench(Kind::Msgi);
    TransportRequest request = bench.request();
    request.maximumMessageSize = 110;
    QVERIFY(bench.transport->open(1, request));
    QVERIFY(bench.waitUntil([&] { return bench.opened.size() == 1; }));
    QVERIFY(!bench.transport->sendBinary(QByteArray(101, 'x')));
    QVERIFY(bench.transport->sendBinary(QByteArray(100, 'x')));
    QVERIFY(bench.waitUntil([&] { return bench.binaries.size() == 1; }));
    QCOMPARE(bench.transport->state(), Transport::State::Open);
}

void TestMsgiTransport::aLongFrameWithinTheLimitPasses()
{
    TransportBench bench(Kind::Msgi);
    QVERIFY(bench.establish());
    const QByteArray block(3 * 1024 * 1024, 'l');
    QVERIFY(bench.transport->sendBinary(block));
    QVERIFY(bench.waitUntil([&] { return bench.binaries.size() == 1; }));
    QVERIFY(bench.binaries[0] == block);
}

void TestMsgiTransport::socketOptionsReachTheKernel()
{
    TransportBench bench(Kind::Msgi);
    TransportRequest request = bench.request();
    request.socket = {false, 32 * 1024, 16 * 1024};
    QVERIFY(bench.transport->open(1, request));
    QVERIFY(bench.waitUntil([&] { return bench.opened.size() == 1; }));
    auto* const asked = bench.transport->findChild<QTcpSocket*>();
    QVERIFY(asked);
    QCOMPARE(asked->socketOption(QAbstractSocket::LowDelayOption).toInt(), 0);
    // Linux doubles what it is asked for.
    QCOMPARE(asked->socketOption(QAbstractSocket::SendBufferSizeSocketOption).toInt(), 64 * 1024);
    QCOMPARE(asked->socketOption(QAbstractSocket::ReceiveBufferSizeSocketOption).toInt(),
             32 * 1024);
}

void TestMsgiTransport::aUrlThatIsNoneSaysWhy_data()
{
    QTest::addColumn<QString>("url");
    for (const char* url : {"", "ws://127.0.0.1:1/", "msgi://", "msgi://127.0.0.1",
                            "msgi://127.0.0.1:1/path", "msgi://user@127.0.0.1:1"})
        QTest::newRow(url) << QString::fromLatin1(url);
}

void TestMsgiTransport::aUrlThatIsNoneSaysWhy()
{
    QFETCH(QString, url);
    TransportBench bench(Kind::Msgi);
    TransportRequest request = bench.request();
    request.url = QUrl(url);
    QVERIFY(bench.transport->open(1, request));
    QVERIFY(bench.closed.empty());
    QVERIFY(bench.waitClosed());
    QCOMPARE(bench.closed[0].second.cause, CloseCause::NetworkError);
    QVERIFY(bench.closed[0].second.detail.find("msgi://host:port") != std::string::npos);
    QCOMPARE(bench.server->sight().connections, 0);
}

void TestMsgiTransport::aServerThatNeverAnswersTlsIsFoundByTheConnectTimeout()
{
    TransportBench bench(Kind::Msgi);
    PieceServer server({});
    TransportRequest request = requestTo(bench, server);
    request.url.setScheme(QStringLiteral("msgis"));
    request.connectTimeout = 100ms;
    QVERIFY(bench.transport->open(1, request));
    QVERIFY(bench.waitClosed());
    const CloseInfo& info = bench.closed[0].second;
    QCOMPARE(redial::nameOf(info.cause).data(), "connect_timeout");
    QVERIFY2(info.detail.find("TLS handshake did not end") != std::string::npos,
             info.detail.c_str());
    QVERIFY(bench.opened.empty());
    QVERIFY(bench.waitUntil([&] { return server.ended; }));
}

void TestMsgiTransport::anAttemptIsGivenUp()
{
    for (const bool byDrop : {false, true}) {
        PieceServer server({});
        TransportBench bench(Kind::Msgi);
        TransportRequest request = requestTo(bench, server);
        request.url.setScheme(QStringLiteral("msgis"));
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.waitUntil([&] { return !server.received.isEmpty(); }));
        if (byDrop)
            bench.transport->drop(DropKind::Reset);
        else
            bench.transport->close();
        QVERIFY(bench.waitClosed());
        QVERIFY(bench.opened.empty());
        QCOMPARE(redial::nameOf(bench.closed[0].second.cause).data(), "local_abort");
    }
}

void TestMsgiTransport::aSecondDisconnectChangesNothing()
{
    TransportBench bench(Kind::Msgi);
    QVERIFY(bench.establish());
    bench.transport->close(1000, QStringLiteral("one"));
    bench.transport->close(1000, QStringLiteral("two"));
    QVERIFY(!bench.transport->sendBinary("late"));
    QVERIFY(bench.waitClosed());
    QCOMPARE(bench.closed[0].second.reason, std::string("one"));
    QCOMPARE(bench.server->sight().closeReason, QByteArray("one"));
}

void TestMsgiTransport::aDropBehindThePeersDisconnectIsNotTheReason()
{
    for (const DropKind kind : {DropKind::Reset, DropKind::EndOfStream}) {
        PieceServer server({RawMsgiServer::frame(0x50, "maintenance")});
        TransportBench bench(Kind::Msgi);
        QVERIFY(bench.transport->open(1, requestTo(bench, server)));
        QVERIFY(bench.waitUntil([&] { return bench.hasNote(EventKind::CloseReceived); }));
        bench.transport->drop(kind);
        QVERIFY(bench.waitClosed());
        const CloseInfo& info = bench.closed[0].second;
        QCOMPARE(redial::nameOf(info.cause).data(), "close_handshake");
        QVERIFY(info.remote);
        QCOMPARE(info.reason, std::string("maintenance"));
    }
}

void TestMsgiTransport::aDisconnectThatIsNotAnsweredEndsInTime()
{
    // The kernel takes the connection; no program ever does.
    QTcpServer nobody;
    QVERIFY(nobody.listen(QHostAddress::LocalHost));
    nobody.pauseAccepting();
    TransportBench bench(Kind::Msgi);
    TransportRequest request = bench.request();
    request.url.setPort(nobody.serverPort());
    request.closeTimeout = 50ms;
    QVERIFY(bench.transport->open(1, request));
    QVERIFY(bench.waitUntil([&] { return bench.opened.size() == 1; }));
    bench.transport->close();
    QVERIFY(bench.waitClosed());
    QCOMPARE(redial::nameOf(bench.closed[0].second.cause).data(), "local_abort");
    QCOMPARE(int(bench.closed[0].second.code), 1006);
}

QTEST_GUILESS_MAIN(TestMsgiTransport)

} // namespace tst_msgi_transport

#include "tst_msgi_transport.moc"
