// SPDX-License-Identifier: MIT
// What the precise transport promises beyond the contract.
#include "core/time/virtual_clock.h"
#include "core/transport/client_socket.h"
#include "core/transport/precise_websocket_transport.h"
#include "transport_bench.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QtTest>

namespace tst_precise_transport {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

ServerScript acting(ServerScript::Then then)
{
    ServerScript script;
    script.then = then;
    return script;
}

QByteArray causeName(const CloseInfo& info)
{
    return QByteArray::fromStdString(std::string(nameOf(info.cause)));
}

} // namespace

class TestPreciseTransport : public QObject
{
    Q_OBJECT
private slots:
    void deflateIsAgreedAndWorksBothWays_data()
    {
        QTest::addColumn<QByteArray>("parameters");
        QTest::newRow("windows kept") << QByteArray();
        QTest::newRow("no context") << QByteArray("; server_no_context_takeover"
                                                  "; client_no_context_takeover");
        QTest::newRow("small window") << QByteArray("; client_max_window_bits=9");
    }
    void deflateIsAgreedAndWorksBothWays()
    {
        QFETCH(QByteArray, parameters);
        TransportBench bench(Kind::Precise);
        ServerScript script;
        script.extraHeader = "Sec-WebSocket-Extensions: permessage-deflate" + parameters + "\r\n";
        bench.server->setScript(script);
        TransportRequest request = bench.request();
        request.deflate = true;
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.waitUntil([&] { return bench.opened.size() == 1; }));
        QVERIFY(bench.opened[0].second.deflate);
        const QString text(20'000, QLatin1Char('a'));
        for (int i = 0; i < 3; ++i)
            QVERIFY(bench.transport->sendText(text));
        QVERIFY(bench.transport->sendText(QString()));
        QVERIFY(bench.waitUntil([&] { return bench.texts.size() == 4; }));
        QCOMPARE(bench.texts, (QStringList{text, text, text, QString()}));
        QVERIFY(bench.server->sight().messageBytes < 1000);
    }

    void aTextKeepsTheByteOrderMarkAtItsBeginning()
    {
        TransportBench bench(Kind::Precise);
        QVERIFY(bench.establish());
        const QString text = QString(2, QChar(0xFEFF)) + QStringLiteral("x");
        QVERIFY(bench.transport->sendText(text));
        QVERIFY(bench.waitUntil([&] { return bench.texts.size() == 1; }));
        QCOMPARE(bench.texts.first(), text);
    }

    void aMessageOfTheGreatestSizeGoesAndComes()
    {
        TransportBench bench(Kind::Precise);
        QVERIFY(bench.transport->open(1, bench.request()));
        QVERIFY(bench.waitUntil([&] { return bench.opened.size() == 1; }));
        const QByteArray data(qsizetype(TransportRequest().maximumMessageSize), 'x');
        QVERIFY(bench.transport->sendBinary(data));
        QVERIFY(bench.waitUntil([&] { return bench.binaries.size() == 1; }));
        QVERIFY(bench.binaries.first() == data);
    }

    void deflateThatWasNotOfferedIsRefused()
    {
        TransportBench bench(Kind::Precise);
        ServerScript script;
        script.extraHeader = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
        bench.server->setScript(script);
        QVERIFY(bench.open());
        QVERIFY(bench.waitClosed());
        QCOMPARE(causeName(bench.closed[0].second), QByteArray("handshake_failed"));
    }

    void whatComesAfterTheCloseIsIgnored()
    {
        TransportBench bench(Kind::Precise);
        bench.server->setScript(acting(ServerScript::Then::CloseAndGoOn));
        QVERIFY(bench.open());
        QVERIFY(bench.waitClosed());
        bench.settle();
        QCOMPARE(bench.texts, QStringList{});
        QCOMPARE(causeName(bench.closed[0].second), QByteArray("close_handshake"));
    }

    void aServerThatKeepsTheConnectionAfterTheCloseIsWaitedForAndLeftInTime()
    {
        TransportBench bench(Kind::Precise);
        bench.server->setScript(acting(ServerScript::Then::CloseAndStay));
        VirtualClock clock;
        PreciseWebSocketTransport transport(clock);
        std::optional<CloseInfo> end;
        connect(&transport, &Transport::closed, this,
                [&](quint32, const CloseInfo& info) { end = info; });
        TransportRequest request = bench.request();
        request.closeTimeout = 2s;
        QVERIFY(transport.open(1, request));
        QVERIFY(bench.waitUntil([&] { return bench.server->sight().closeCode.has_value(); }));
        bench.settle();
        clock.advance(1999ms);
        QVERIFY(!end);
        QCOMPARE(transport.state(), Transport::State::Closing);
        clock.advance(1ms);
        QVERIFY(end);
        QCOMPARE(causeName(*end), QByteArray("close_handshake"));
        QCOMPARE(int(end->code), 1000);
        QVERIFY(end->remote);
        QVERIFY(bench.waitUntil([&] { return bench.server->sight().ends == 1; }));
    }

    void aDropBehindThePeersCloseIsNotTheReason()
    {
        TransportBench bench(Kind::Precise);
        bench.server->setScript(acting(ServerScript::Then::CloseAndStay));
        QVERIFY(bench.transport->open(1, bench.request()));
        QVERIFY(bench.waitUntil([&] { return bench.server->sight().closeCode.has_value(); }));
        QVERIFY(bench.closed.empty());
        bench.transport->drop(DropKind::Reset);
        QVERIFY(bench.waitClosed());
        const CloseInfo& info = bench.closed[0].second;
        QCOMPARE(causeName(info), QByteArray("close_handshake"));
        QVERIFY(info.remote);
    }

    void aFinInsteadOfTheAnswerToOurCloseIsNoHandshake()
    {
        TransportBench bench(Kind::Precise);
        bench.server->setScript(acting(ServerScript::Then::EndInsteadOfClose));
        QVERIFY(bench.establish());
        bench.transport->close();
        QVERIFY(bench.waitClosed());
        const CloseInfo& info = bench.closed[0].second;
        QCOMPARE(causeName(info), QByteArray("end_of_stream"));
        QCOMPARE(int(info.code), 1006);
        QVERIFY(!info.remote);
        QVERIFY2(info.detail.find("not answered") != std::string::npos, info.detail.c_str());
    }

    void ipv6AddressesWork()
    {
        QTcpServer server;
        if (!server.listen(QHostAddress::LocalHostIPv6))
            QSKIP("this machine has no ::1");
        TransportBench bench(Kind::Precise);
        QByteArray seen;
        connect(&server, &QTcpServer::newConnection, this, [&] {
            QTcpSocket* const socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [&seen, socket] {
                seen += socket->readAll();
                if (seen.endsWith("\r\n\r\n"))
                    socket->write("HTTP/1.1 403 Seen\r\nContent-Length: 0\r\n\r\n");
            });
        });
        TransportRequest request = bench.request();
        request.url = QUrl(QStringLiteral("ws://[::1]:%1/").arg(server.serverPort()));
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.waitClosed());
        QCOMPARE(bench.closed[0].second.httpStatus.value_or(0), 403);
        QVERIFY(seen.contains("Host: [::1]:" + QByteArray::number(server.serverPort()) + "\r\n"));
    }

    void theAnswerAndTheFirstFrameMayComeInOnePacketOrByteByByte_data()
    {
        QTest::addColumn<int>("pieceSize");
        QTest::newRow("one packet") << 4096;
        QTest::newRow("byte by byte") << 1;
    }
    void theAnswerAndTheFirstFrameMayComeInOnePacketOrByteByByte()
    {
        QFETCH(int, pieceSize);
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        TransportBench bench(Kind::Precise);
        connect(&server, &QTcpServer::newConnection, this, [&] {
            QTcpSocket* const socket = server.nextPendingConnection();
            socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
            connect(socket, &QTcpSocket::readyRead, this, [socket, pieceSize] {
                const QByteArray name("Sec-WebSocket-Key: ");
                const QByteArray request = socket->readAll();
                const auto begin = request.indexOf(name) + name.size();
                const auto key = request.mid(begin, 24).toStdString();
                const QByteArray bytes =
                    QByteArray::fromStdString(writeUpgradeAnswer(key, {}, {})) +
                    QByteArray("\x81\x05hello", 7);
                for (qsizetype at = 0; at < bytes.size(); at += pieceSize) {
                    socket->write(bytes.mid(at, pieceSize));
                    socket->flush();
                }
            });
        });
        TransportRequest request = bench.request();
        request.url.setPort(server.serverPort());
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.waitUntil([&] { return bench.texts.size() == 1; }));
        QCOMPARE(bench.texts[0], QStringLiteral("hello"));
        QCOMPARE(bench.opened.size(), std::size_t{1});
    }

    void lateSignalsOfAnOldSocketAreDroppedAndCounted()
    {
        TransportBench bench(Kind::Precise);
        QVERIFY(bench.establish(1));
        QPointer<ClientSocket> old = bench.transport->findChild<ClientSocket*>();
        QVERIFY(old);
        bench.transport->drop(DropKind::Reset);
        QVERIFY(old);
        emit old->received("late");
        emit old->ended();
        QVERIFY(bench.waitClosed());
        QVERIFY(bench.establish(2));
        QVERIFY(!old);
        QCOMPARE(bench.closed.size(), std::size_t{1});
        QCOMPARE(bench.transport->staleSignals(), quint64{2});
    }

    void maskingKeysDiffer()
    {
        WebSocketSender sender;
        QSet<QByteArray> keys;
        for (int i = 0; i < 100; ++i)
            keys << sender.control(opcode::ping, "p").mid(2, 4);
        QVERIFY(keys.size() > 95);
    }
};

QTEST_GUILESS_MAIN(TestPreciseTransport)

} // namespace tst_precise_transport

#include "tst_precise_transport.moc"
