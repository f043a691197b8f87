// SPDX-License-Identifier: MIT
// How each transport reports each way in which a server can end a connection or the attempt at one.
// The rows of QWebSocket that say less than the truth are in lessTrue(), each with its reason.
#include "server_scripts.h"
#include "transport_bench.h"

#include <QtTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tst_transport_ends {

using namespace redial;
using namespace redial::test;
using namespace std::chrono_literals;

namespace {

struct Expected
{
    bool opens = true;
    CloseCause cause = CloseCause::CloseHandshake;
    int code = 1006;
    QByteArray reason;
    std::optional<int> httpStatus;
    std::optional<std::chrono::milliseconds> retryAfter;
};

struct Row
{
    const char* name;
    ServerScript script;
    Expected expected;
};

Expected closed(int code, const QByteArray& reason = {})
{
    return {true, CloseCause::CloseHandshake, code, reason, {}, {}};
}

Expected lost(CloseCause cause)
{
    return {true, cause, 1006, {}, {}, {}};
}

Expected failed(CloseCause cause)
{
    return {false, cause, 1006, {}, {}, {}};
}

Expected refused(int status, std::optional<std::chrono::milliseconds> retryAfter = {})
{
    return {false, CloseCause::HttpRefused, 1006, {}, status, retryAfter};
}

std::vector<Row> rows()
{
    using Upgrade = ServerScript::Upgrade;
    using Then = ServerScript::Then;
    return {
        {"close 1000", closing(1000), closed(1000)},
        {"close 1000, FIN at once", closingAndEnding(1000), closed(1000)},
        {"close 1001 bye", closing(1001, "bye"), closed(1001, "bye")},
        {"close 1001, FIN at once", closingAndEnding(1001), closed(1001)},
        {"close 1012", closing(1012, "restart"), closed(1012, "restart")},
        {"close 1013", closing(1013, "later"), closed(1013, "later")},
        {"close 1014", closing(1014, "gateway"), closed(1014, "gateway")},
        {"close 4000", closing(4000, "own"), closed(4000, "own")},
        {"close without a code", closing(1005), closed(1005)},
        {"FIN", ending(Then::EndOfStream), lost(CloseCause::EndOfStream)},
        {"RST", ending(Then::Reset), lost(CloseCause::Reset)},
        {"refused", upgrading(Upgrade::NotListening), failed(CloseCause::Refused)},
        {"HTTP 400", answering(400), refused(400)},
        {"HTTP 401", answering(401, "WWW-Authenticate: Basic\r\n"), refused(401)},
        {"HTTP 503, Retry-After", answering(503, "Retry-After: 7\r\n"), refused(503, 7s)},
        {"HTTP 301", answering(301, "Location: ws://127.0.0.1:1/\r\n"), refused(301)},
        {"HTTP 200", answering(200), refused(200)},
        {"wrong accept key", upgrading(Upgrade::WrongAccept), failed(CloseCause::HandshakeFailed)},
        {"no Upgrade header", upgrading(Upgrade::NoUpgradeHeader),
         failed(CloseCause::HandshakeFailed)},
        {"subprotocol that was not offered", upgrading(Upgrade::ForeignSubprotocol),
         failed(CloseCause::HandshakeFailed)},
        {"FIN during the handshake", upgrading(Upgrade::EndOfStream),
         failed(CloseCause::EndOfStream)},
        {"RST during the handshake", upgrading(Upgrade::Reset), failed(CloseCause::Reset)},
    };
}

/// MSGI has no upgrade that could fail, and no codes.
std::optional<Expected> overMsgi(const Row& row)
{
    using Upgrade = ServerScript::Upgrade;
    if (row.script.upgrade != Upgrade::Accept && row.script.upgrade != Upgrade::NotListening)
        return std::nullopt;
    Expected expected = row.expected;
    if (expected.cause == CloseCause::CloseHandshake)
        expected.code = 1000;
    return expected;
}

/// Where QWebSocket 6.4 cannot tell, and what is reported instead.
std::optional<Expected> lessTrue(const QByteArray& row)
{
    // Read as the violation "Invalid close code"; the peer's code and reason are gone.
    if (row == "close 1012" || row == "close 1013" || row == "close 1014")
        return Expected{
            true, CloseCause::ProtocolError, 1002, "Invalid close code 1002 detected.", {}, {}};
    // An empty Close frame and one with 1000 look the same.
    if (row == "close without a code")
        return closed(1000);
    // The headers of a refusal are out of reach.
    if (row == "HTTP 503, Retry-After")
        return refused(503);
    return std::nullopt;
}

/// A port of 127.0.0.1 that answers no SYN: it listens with room for one connection, which is there
/// and is never accepted.
class FullBacklog
{
public:
    FullBacklog()
        : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
        , first_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address_;
        auto* const generic = reinterpret_cast<sockaddr*>(&address_);
        if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 0) != 0 ||
            ::getsockname(listener_, generic, &size) != 0 || ::connect(first_, generic, size) != 0)
            qFatal("no listening socket");
    }
    ~FullBacklog()
    {
        ::close(first_);
        ::close(listener_);
    }
    FullBacklog(const FullBacklog&) = delete;
    FullBacklog& operator=(const FullBacklog&) = delete;

    int port() const { return ntohs(address_.sin_port); }

private:
    int listener_;
    int first_;
    sockaddr_in address_{};
};

} // namespace

class TestTransportEnds : public QObject
{
    Q_OBJECT
private slots:
    void eachEndIsReportedOnceAndAsItWas_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<ServerScript>("script");
        QTest::addColumn<Expected>("expected");
        for (const Kind kind : allKinds) {
            for (const Row& row : rows()) {
                if (kind == Kind::Msgi) {
                    if (const auto expected = overMsgi(row))
                        QTest::addRow("msgi: %s", row.name) << kind << row.script << *expected;
                    continue;
                }
                const auto own = kind == Kind::QtSocket ? lessTrue(row.name) : std::nullopt;
                QTest::addRow("%s: %s", nameOf(kind), row.name)
                    << kind << row.script << own.value_or(row.expected);
            }
        }
    }
    void eachEndIsReportedOnceAndAsItWas()
    {
        QFETCH(Kind, kind);
        QFETCH(ServerScript, script);
        QFETCH(Expected, expected);
        TransportBench bench(kind);
        bench.server->setScript(script);
        if (kind == Kind::Msgi && script.then == ServerScript::Then::Reset)
            bench.speakFirst();
        QVERIFY(bench.open(7));
        QVERIFY(bench.waitClosed());
        bench.settle();
        QCOMPARE(bench.closed.size(), std::size_t{1});
        QCOMPARE(bench.closed[0].first, 7U);
        const CloseInfo& info = bench.closed[0].second;
        qInfo("detail: %s", info.detail.c_str());
        QCOMPARE(nameOf(info.cause).data(), nameOf(expected.cause).data());
        QCOMPARE(int(info.code), expected.code);
        QCOMPARE(QByteArray::fromStdString(info.reason), expected.reason);
        QCOMPARE(info.httpStatus.value_or(0), expected.httpStatus.value_or(0));
        QCOMPARE(info.retryAfter.value_or(-1ms).count(),
                 expected.retryAfter.value_or(-1ms).count());
        QCOMPARE(info.remote, expected.cause != CloseCause::ProtocolError);
        QCOMPARE(bench.opened.size(), std::size_t{expected.opens ? 1U : 0U});
        QCOMPARE(bench.transport->state(), Transport::State::Closed);
        QCOMPARE(bench.transport->staleSignals(), quint64{0});
        if (kind != Kind::ThreadedPrecise)
            QCOMPARE(bench.clock.pendingTimers(), std::size_t{0});
    }

    void aServerThatNeverAnswersIsFoundByTheConnectTimeout_data() { kindsWithAnUpgrade(); }
    void aServerThatNeverAnswersIsFoundByTheConnectTimeout()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        ServerScript script;
        script.upgrade = ServerScript::Upgrade::Silent;
        bench.server->setScript(script);
        TransportRequest request = bench.request();
        request.connectTimeout = 100ms;
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.waitClosed());
        bench.settle();
        QCOMPARE(bench.closed.size(), std::size_t{1});
        QCOMPARE(bench.closed[0].second.cause, CloseCause::ConnectTimeout);
        QVERIFY(!bench.closed[0].second.remote);
        QVERIFY(
            bench.waitUntil([&] { return kind == Kind::InMemory || bench.server->sight().ends; }));
    }

    void aSynThatIsNotAnsweredIsFoundByTheConnectTimeout_data()
    {
        QTest::addColumn<Kind>("kind");
        for (const Kind kind : {Kind::QtSocket, Kind::Precise, Kind::ThreadedPrecise})
            QTest::newRow(nameOf(kind)) << kind;
    }
    void aSynThatIsNotAnsweredIsFoundByTheConnectTimeout()
    {
        QFETCH(Kind, kind);
        const FullBacklog blackhole;
        TransportBench bench(kind);
        TransportRequest request = bench.request();
        request.url.setPort(blackhole.port());
        request.connectTimeout = 100ms;
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.waitClosed());
        const CloseInfo& info = bench.closed[0].second;
        QCOMPARE(info.cause, CloseCause::ConnectTimeout);
        QVERIFY2(info.detail.find("TCP connection did not come about") != std::string::npos,
                 info.detail.c_str());
        QVERIFY(!bench.hasNote(EventKind::TcpConnected));
    }

    void anUnknownHostIsNotARefusal_data()
    {
        QTest::addColumn<Kind>("kind");
        for (const Kind kind : {Kind::QtSocket, Kind::Precise, Kind::ThreadedPrecise})
            QTest::newRow(nameOf(kind)) << kind;
    }
    void anUnknownHostIsNotARefusal()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        TransportRequest request = bench.request();
        request.url = QUrl(QStringLiteral("ws://no-such-host.invalid/"));
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.waitClosed());
        QCOMPARE(nameOf(bench.closed[0].second.cause).data(),
                 nameOf(CloseCause::NameNotFound).data());
    }

    void aViolationIsAnsweredWithTheRightCode_data()
    {
        QTest::addColumn<Kind>("kind");
        for (const Kind kind : {Kind::QtSocket, Kind::Precise, Kind::ThreadedPrecise})
            QTest::newRow(nameOf(kind)) << kind;
    }
    void aViolationIsAnsweredWithTheRightCode()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        bench.server->setScript(ending(ServerScript::Then::Violation));
        QVERIFY(bench.open());
        QVERIFY(bench.waitClosed());
        const CloseInfo& info = bench.closed[0].second;
        QCOMPARE(nameOf(info.cause).data(), nameOf(CloseCause::ProtocolError).data());
        QCOMPARE(int(info.code), 1002);
        QVERIFY(!info.remote);
        QVERIFY(bench.hasNote(EventKind::ProtocolError));
        QVERIFY(bench.waitUntil([&] { return bench.server->sight().closeCode.has_value(); }));
        QCOMPARE(*bench.server->sight().closeCode, 1002);
    }

    void aMaskedFrameFromTheServerIsAViolation_data()
    {
        QTest::addColumn<Kind>("kind");
        for (const Kind kind : {Kind::Precise, Kind::ThreadedPrecise})
            QTest::newRow(nameOf(kind)) << kind;
    }
    void aMaskedFrameFromTheServerIsAViolation()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        bench.server->setScript(ending(ServerScript::Then::MaskedFrame));
        QVERIFY(bench.open());
        QVERIFY(bench.waitClosed());
        QCOMPARE(int(bench.closed[0].second.code), 1002);
        QVERIFY(bench.texts.isEmpty());
    }

    void qwebsocketLetsAMaskedFramePass()
    {
        TransportBench bench(Kind::QtSocket);
        bench.server->setScript(ending(ServerScript::Then::MaskedFrame));
        QVERIFY(bench.open());
        QVERIFY(bench.waitUntil([&] { return bench.texts.size() == 1; }));
        QCOMPARE(bench.texts[0], QStringLiteral("hi"));
    }

    void aMessageBeyondTheLimitEndsTheLinkWith1009_data()
    {
        QTest::addColumn<Kind>("kind");
        for (const Kind kind : {Kind::QtSocket, Kind::Precise, Kind::ThreadedPrecise})
            QTest::newRow(nameOf(kind)) << kind;
    }
    void aMessageBeyondTheLimitEndsTheLinkWith1009()
    {
        QFETCH(Kind, kind);
        TransportBench bench(kind);
        TransportRequest request = bench.request();
        request.maximumMessageSize = 1000;
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.waitUntil([&] { return bench.opened.size() == 1; }));
        bench.transport->sendText(QString(1000, QLatin1Char('x')));
        QVERIFY(bench.waitUntil([&] { return bench.texts.size() == 1; }));
        bench.transport->sendText(QString(1001, QLatin1Char('x')));
        QVERIFY(bench.waitClosed());
        QCOMPARE(nameOf(bench.closed[0].second.cause).data(),
                 nameOf(CloseCause::ProtocolError).data());
        QCOMPARE(int(bench.closed[0].second.code), 1009);
        QVERIFY(bench.waitUntil([&] { return bench.server->sight().closeCode == 1009; }));
    }

    void aRequestThatCannotBeTriedSaysWhy_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<QString>("url");
        for (const Kind kind : {Kind::QtSocket, Kind::Precise, Kind::ThreadedPrecise}) {
            for (const char* url :
                 {"", "http://127.0.0.1/", "ws://", "wss:///path", "no url at all"})
                QTest::addRow("%s: '%s'", nameOf(kind), url) << kind << QString::fromLatin1(url);
        }
    }
    void aRequestThatCannotBeTriedSaysWhy()
    {
        QFETCH(Kind, kind);
        QFETCH(QString, url);
        TransportBench bench(kind);
        TransportRequest request = bench.request();
        request.url = QUrl(url);
        QVERIFY(bench.transport->open(1, request));
        QVERIFY(bench.closed.empty());
        QVERIFY(bench.waitClosed());
        QCOMPARE(bench.closed[0].second.cause, CloseCause::NetworkError);
        QVERIFY(!bench.closed[0].second.detail.empty());
        QCOMPARE(bench.server->sight().connections, 0);
    }

private:
    static void kindsWithAnUpgrade()
    {
        QTest::addColumn<Kind>("kind");
        for (const Kind kind : allKinds) {
            if (kind != Kind::Msgi)
                QTest::newRow(nameOf(kind)) << kind;
        }
    }
};

QTEST_GUILESS_MAIN(TestTransportEnds)

} // namespace tst_transport_ends

#include "tst_transport_ends.moc"
