// SPDX-License-Identifier: MIT
// The Transport contract: the same cases over every implementation.
#include "transport_bench.h"

#include <QtTest>

namespace tst_transport_contract {

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

ServerScript silent()
{
    ServerScript script;
    script.upgrade = ServerScript::Upgrade::Silent;
    return script;
}

QByteArray causeName(const CloseInfo& info)
{
    return QByteArray::fromStdString(std::string(nameOf(info.cause)));
}

void addKinds(std::initializer_list<Kind> but = {})
{
    QTest::addColumn<Kind>("kind");
    for (const Kind kind : allKinds) {
        if (std::find(but.begin(), but.end(), kind) == but.end())
            QTest::newRow(nameOf(kind)) << kind;
    }
}

} // namespace

class TestTransportContract : public QObject
{
    Q_OBJECT
private slots:
    void messagesPassBothWaysAndCloseEndsIt_data() { addKinds(); }
    void messagesPassBothWaysAndCloseEndsIt()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        TransportRequest request = bench.request();
        request.subprotocols = {QStringLiteral("ocpp1.6"), QStringLiteral("ocpp2.0.1")};
        QVERIFY(bench.transport->open(3, request));
        QCOMPARE(bench.transport->state(), Transport::State::Opening);
        QVERIFY(bench.waitUntil([&] { return bench.opened.size() == 1; }));
        QCOMPARE(bench.opened[0].first, 3U);
        const bool msgi = kind == Kind::Msgi; // knows neither subprotocols, texts nor codes
        QCOMPARE(bench.opened[0].second.subprotocol, msgi ? QString() : QStringLiteral("ocpp1.6"));
        const QString text = QStringLiteral("h\u00e9llo ") + QString(70'000, QLatin1Char('x'));
        const QByteArray bytes("\0\1\2binary", 9);
        QVERIFY(bench.transport->sendText(text));
        QVERIFY(bench.transport->sendBinary(bytes));
        QVERIFY(bench.transport->sendText(QString()));
        QVERIFY(bench.transport->ping("p"));
        QVERIFY(!bench.transport->ping(QByteArray(126, 'p')));
        QVERIFY(bench.waitUntil([&] {
            return bench.texts.size() + bench.binaries.size() == (msgi ? 6 : 3) &&
                   bench.pongs.size() == 1;
        }));
        if (msgi)
            QCOMPARE(bench.binaries, (QList<QByteArray>{text.toUtf8(), bytes, {}}));
        else
            QCOMPARE(bench.texts, (QStringList{text, QString()}));
        QCOMPARE(bench.binaries[msgi ? 1 : 0], bytes);
        QCOMPARE(bench.pongs[0], QByteArray("p"));
        bench.transport->close(4001, QStringLiteral("done"));
        QCOMPARE(bench.transport->state(), Transport::State::Closing);
        QVERIFY(!bench.transport->sendText(text));
        QVERIFY(bench.waitClosed());
        bench.settle();
        QCOMPARE(bench.closed.size(), std::size_t{1});
        const CloseInfo& info = bench.closed[0].second;
        QCOMPARE(causeName(info), QByteArray("close_handshake"));
        QCOMPARE(int(info.code), msgi ? 1000 : 4001);
        QVERIFY(!info.remote);
        QVERIFY(bench.waitUntil([&] { return bench.server->sight().ends == 1; }));
        QCOMPARE(bench.server->sight().closeCode.value_or(0), msgi ? 1000 : 4001);
        QCOMPARE(bench.server->sight().closeReason, QByteArray("done"));
        QVERIFY(!bench.server->sight().reset);
    }

    void theRequestSaysWhatWasAskedFor_data() { addKinds({Kind::InMemory, Kind::Msgi}); }
    void theRequestSaysWhatWasAskedFor()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        TransportRequest request = bench.request();
        request.url.setUserName(QStringLiteral("st\u00e4tion"));
        request.url.setPassword(QStringLiteral("a:b c"));
        request.headers = {{"X-Own", "one"}};
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.waitUntil([&] { return bench.opened.size() == 1; }));
        const QByteArray sent = bench.server->sight().request;
        QVERIFY2(sent.startsWith("GET /station/one?k=v HTTP/1.1\r\n"), sent.constData());
        QVERIFY(sent.toLower().contains("\r\nhost: " + bench.server->url().authority().toLatin1() +
                                        "\r\n"));
        QVERIFY(sent.contains("X-Own: one\r\n"));
        QVERIFY2(sent.contains("Basic " + QByteArray("st\xc3\xa4tion:a:b c").toBase64()),
                 sent.constData());
        for (const TransportNote& note : bench.notes) {
            for (const auto& [key, value] : note.fields) {
                const auto* said = std::get_if<std::string>(&value);
                QVERIFY(!said || said->find("a:b") == std::string::npos);
            }
        }
    }

    void theServersPingIsAnswered_data() { addKinds(); }
    void theServersPingIsAnswered()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        bench.server->setScript(acting(ServerScript::Then::Ping));
        QVERIFY(bench.establish());
        QVERIFY(bench.waitUntil([&] { return !bench.server->sight().pongs.isEmpty(); }));
        QCOMPARE(bench.server->sight().pongs, QList<QByteArray>{"are you there"});
        // QWebSocket answers unseen.
        const bool visible = kind != Kind::QtSocket;
        QCOMPARE(bench.pings.size(), visible ? 1 : 0);
        QCOMPARE(bench.hasNote(EventKind::PingReceived), visible);
        QCOMPARE(bench.hasNote(EventKind::PongSent), visible);
    }

    void thePongCanBeWithheld_data() { addKinds({Kind::QtSocket}); }
    void thePongCanBeWithheld()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        bench.server->setScript(acting(ServerScript::Then::Ping));
        TransportRequest request = bench.request();
        request.automaticPong = false;
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.waitUntil([&] { return bench.pings.size() == 1; }));
        // The text comes after where the pong would have been.
        QVERIFY(bench.transport->sendText(QStringLiteral("after")));
        QVERIFY(bench.waitUntil([&] { return !bench.server->sight().texts.isEmpty(); }));
        QVERIFY(bench.server->sight().pongs.isEmpty());
    }

    void theServerSeesEachKindOfDrop_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<DropKind>("drop");
        for (const Kind kind : allKinds) {
            for (const DropKind drop : {DropKind::Close, DropKind::EndOfStream, DropKind::Reset})
                QTest::addRow("%s: %s", nameOf(kind), redial::nameOf(drop).data()) << kind << drop;
        }
    }
    void theServerSeesEachKindOfDrop()
    {
        QFETCH(Kind, kind);
        QFETCH(DropKind, drop);
        TransportBench bench(kind);
        QVERIFY(bench.establish());
        QVERIFY(bench.transport->supports(drop));
        bench.transport->drop(drop);
        QVERIFY(bench.closed.empty());
        QVERIFY(bench.waitClosed());
        QVERIFY(bench.waitUntil([&] { return bench.server->sight().ends == 1; }));
        const CloseInfo& info = bench.closed[0].second;
        const ServerSight& sight = bench.server->sight();
        QVERIFY(!info.remote);
        const bool close = drop == DropKind::Close;
        QCOMPARE(causeName(info), QByteArray(close ? "close_handshake" : "local_abort"));
        QCOMPARE(int(info.code), close ? 1000 : 1006);
        QCOMPARE(sight.closeCode.has_value(), close);
        QCOMPARE(sight.reset, drop == DropKind::Reset);
        if (drop == DropKind::EndOfStream)
            QVERIFY(sight.endOfStream);
    }

    void closingAnAttemptGivesItUp_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<bool>("byDrop");
        for (const Kind kind : allKinds) {
            if (kind == Kind::Msgi) // stands as soon as TCP does: see tst_msgi_transport
                continue;
            QTest::addRow("%s: close", nameOf(kind)) << kind << false;
            QTest::addRow("%s: drop", nameOf(kind)) << kind << true;
        }
    }
    void closingAnAttemptGivesItUp()
    {
        QFETCH(Kind, kind);
        QFETCH(bool, byDrop);
        TransportBench bench(kind);
        bench.server->setScript(silent());
        QVERIFY(bench.open());
        QVERIFY(bench.waitUntil([&] { return bench.server->sight().connections == 1; }));
        if (byDrop)
            bench.transport->drop(DropKind::Reset);
        else
            bench.transport->close();
        QVERIFY(bench.waitClosed());
        bench.settle();
        QCOMPARE(bench.closed.size(), std::size_t{1});
        QVERIFY(bench.opened.empty());
        QCOMPARE(causeName(bench.closed[0].second), QByteArray("local_abort"));
        QVERIFY(!bench.closed[0].second.remote);
        QVERIFY(
            bench.waitUntil([&] { return kind == Kind::InMemory || bench.server->sight().ends; }));
    }

    // A peer of MSGI answers by FIN, which no program can keep Qt from: see tst_msgi_transport.
    void aCloseThatIsNotAnsweredEndsInTime_data() { addKinds({Kind::QtSocket, Kind::Msgi}); }
    void aCloseThatIsNotAnsweredEndsInTime()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        bench.server->setScript(acting(ServerScript::Then::Mute));
        TransportRequest request = bench.request();
        request.closeTimeout = 50ms;
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.waitUntil([&] { return bench.opened.size() == 1; }));
        bench.transport->close();
        QVERIFY(bench.waitClosed());
        QCOMPARE(causeName(bench.closed[0].second), QByteArray("local_abort"));
        QCOMPARE(int(bench.closed[0].second.code), 1006);
    }

    void qwebsocketDoesNotWaitForTheAnswerToItsClose()
    {
        // What it cannot do: the report is our own code, although the server never answers.
        TransportBench bench(Kind::QtSocket);
        bench.server->setScript(acting(ServerScript::Then::Mute));
        QVERIFY(bench.establish());
        bench.transport->close(1000);
        QVERIFY(bench.waitClosed());
        QCOMPARE(causeName(bench.closed[0].second), QByteArray("close_handshake"));
        QCOMPARE(int(bench.closed[0].second.code), 1000);
    }

    void aCodeThatMayNotBeSentBecomes1000_data() { addKinds(); }
    void aCodeThatMayNotBeSentBecomes1000()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        QVERIFY(bench.establish());
        bench.transport->close(1006, QString(200, QChar(0x00e9)));
        QVERIFY(bench.waitUntil([&] { return bench.server->sight().closeCode.has_value(); }));
        QCOMPARE(*bench.server->sight().closeCode, 1000);
        QCOMPARE(bench.server->sight().closeReason, QString(61, QChar(0x00e9)).toUtf8());
    }

    void aPeerThatDoesNotReadEndsTheLink_data() { addKinds({Kind::InMemory}); }
    void aPeerThatDoesNotReadEndsTheLink()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        TransportRequest request = bench.request();
        request.sendBufferLimit = 100'000;
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.waitUntil([&] { return bench.opened.size() == 1; }));
        // Nothing runs the server meanwhile. What the kernel takes is limited too.
        const QByteArray block(64 * 1024, 'b');
        for (int i = 0; i < 4096 && bench.transport->sendBinary(block); ++i) {
        }
        QVERIFY(bench.waitClosed());
        QCOMPARE(causeName(bench.closed[0].second), QByteArray("local_abort"));
        QVERIFY(bench.closed[0].second.detail.find("does not read") != std::string::npos);
    }

    void theNetworkLaneIsNoted_data() { addKinds({Kind::InMemory}); }
    void theNetworkLaneIsNoted()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        QVERIFY(bench.establish());
        bench.transport->ping("x");
        QVERIFY(bench.waitUntil([&] { return bench.hasNote(EventKind::PongReceived); }));
        bench.transport->close();
        QVERIFY(bench.waitClosed());
        for (const EventKind kindOfNote :
             {EventKind::TcpConnected, EventKind::PingSent, EventKind::CloseSent})
            QVERIFY2(bench.hasNote(kindOfNote), redial::nameOf(kindOfNote).data());
        for (const EventKind kindOfNote : {EventKind::UpgradeRequest, EventKind::UpgradeResponse})
            QCOMPARE(bench.hasNote(kindOfNote), kind != Kind::Msgi);
        // DISCONNECT is answered by FIN alone.
        QCOMPARE(bench.hasNote(EventKind::CloseReceived),
                 kind != Kind::QtSocket && kind != Kind::Msgi);
        MonotonicTime last{};
        for (const TransportNote& note : bench.notes) {
            QVERIFY(note.time >= last);
            last = note.time;
        }
    }
};

QTEST_GUILESS_MAIN(TestTransportContract)

} // namespace tst_transport_contract

#include "tst_transport_contract.moc"
