// SPDX-License-Identifier: MIT
#include "core/time/virtual_clock.h"
#include "core/transport/request_rules.h"
#include "core/transport/upgrade_exchange.h"

#include <QtTest>

namespace tst_upgrade_exchange {

using namespace redial;
using namespace std::chrono_literals;

namespace {

// RFC 6455 1.3: this key and this answer.
constexpr std::string_view sampleAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

std::array<std::byte, 16> sampleKey()
{
    std::array<std::byte, 16> key{};
    const std::string_view text = "the sample nonce";
    std::transform(text.begin(), text.end(), key.begin(),
                   [](char c) { return static_cast<std::byte>(c); });
    return key;
}

TransportRequest requestTo(const char* url)
{
    TransportRequest request;
    request.url = QUrl(QString::fromUtf8(url));
    return request;
}

UpgradeExchange exchangeWith(const TransportRequest& request)
{
    return UpgradeExchange(request, sampleKey);
}

std::string answer(std::string_view extra = {})
{
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: " +
           std::string(sampleAccept) + "\r\n" + std::string(extra) + "\r\n";
}

bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

class TestUpgradeExchange : public QObject
{
    Q_OBJECT
private slots:
    void theRequestNamesHostAndTarget_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("host");
        QTest::newRow("default port") << QByteArray("ws://h") << QByteArray("/") << QByteArray("h");
        QTest::newRow("port 80") << QByteArray("ws://h:80/a") << QByteArray("/a")
                                 << QByteArray("h");
        QTest::newRow("wss default")
            << QByteArray("wss://h:443/a") << QByteArray("/a") << QByteArray("h");
        QTest::newRow("wss on 80")
            << QByteArray("wss://h:80/") << QByteArray("/") << QByteArray("h:80");
        QTest::newRow("other port") << QByteArray("ws://h:9000/ocpp/CP 1?a=b c#f")
                                    << QByteArray("/ocpp/CP%201?a=b%20c") << QByteArray("h:9000");
        QTest::newRow("IPv6") << QByteArray("ws://[::1]:9000/") << QByteArray("/")
                              << QByteArray("[::1]:9000");
        QTest::newRow("IPv6, default port")
            << QByteArray("ws://[fe80::1]/") << QByteArray("/") << QByteArray("[fe80::1]");
        QTest::newRow("international")
            << QByteArray("ws://b\xc3\xbc"
                          "cher.example/\xc3\xbc")
            << QByteArray("/%C3%BC") << QByteArray("xn--bcher-kva.example");
        QTest::newRow("empty query")
            << QByteArray("ws://h/?") << QByteArray("/?") << QByteArray("h");
    }
    void theRequestNamesHostAndTarget()
    {
        QFETCH(QByteArray, url);
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, host);
        const TransportRequest request = requestTo(url.constData());
        QVERIFY(!problemOf(request));
        const QByteArray bytes = QByteArray::fromStdString(exchangeWith(request).requestBytes());
        QVERIFY2(bytes.startsWith("GET " + target + " HTTP/1.1\r\n"), bytes.constData());
        QVERIFY2(bytes.contains("\r\nHost: " + host + "\r\n"), bytes.constData());
        QVERIFY(bytes.contains("\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"));
    }

    void userInfoBecomesBasicAuthorization()
    {
        const auto bytes = exchangeWith(requestTo("ws://CP%201:p%40ss%3A@h/")).requestBytes();
        QVERIFY(has(bytes, "\r\nAuthorization: Basic " +
                               QByteArray("CP 1:p@ss:").toBase64().toStdString() + "\r\n"));
        QVERIFY(!has(exchangeWith(requestTo("ws://h/")).requestBytes(), "Authorization"));
    }

    void theAnswerIsReadInPiecesOfAnySize()
    {
        const std::string bytes = answer() + "frames";
        for (std::size_t size = 1; size <= bytes.size(); ++size) {
            UpgradeExchange exchange = exchangeWith(requestTo("ws://h/"));
            std::string rest;
            bool accepted = false;
            for (std::size_t at = 0; at < bytes.size(); at += size) {
                const std::string piece = bytes.substr(at, size);
                if (accepted) {
                    rest += piece;
                } else if (const auto result = exchange.feed(piece, {})) {
                    QVERIFY(result->outcome.hasValue());
                    accepted = true;
                    rest = result->outcome->rest;
                }
            }
            QVERIFY(accepted);
            QCOMPARE(rest, std::string("frames"));
        }
    }

    void interimAnswersArePassedOver()
    {
        UpgradeExchange exchange = exchangeWith(requestTo("ws://h/"));
        QVERIFY(!exchange.feed("HTTP/1.1 100 Continue\r\n\r\n", {}));
        const auto result =
            exchange.feed("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + answer(), {});
        QVERIFY(result && result->outcome.hasValue());
    }

    void aRefusalCarriesStatusRetryAfterAndLocation()
    {
        VirtualClock clock; // its wall clock starts at 2025-01-01 00:00:00
        UpgradeExchange exchange = exchangeWith(requestTo("ws://h/"));
        const auto result = exchange.feed("HTTP/1.1 503 Busy\r\nLocation: ws://other/\r\n"
                                          "Retry-After: Wed, 01 Jan 2025 00:02:00 GMT\r\n\r\n",
                                          clock.wallNow());
        QVERIFY(result && !result->outcome.hasValue());
        const CloseInfo& info = result->outcome.error();
        QCOMPARE(info.cause, CloseCause::HttpRefused);
        QCOMPARE(info.httpStatus.value_or(0), 503);
        QCOMPARE(info.retryAfter.value_or(0s).count(), std::chrono::milliseconds(2min).count());
        QCOMPARE(result->location, std::string("ws://other/"));
        QVERIFY2(has(info.detail, "503 Busy") && has(info.detail, "ws://other/"),
                 info.detail.c_str());
    }

    void theBodyOfARefusalIsNotTaken_data()
    {
        QTest::addColumn<QByteArray>("behind");
        QTest::newRow("chunked") << QByteArray(
            "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        QTest::newRow("endless") << QByteArray("\r\n").append(QByteArray(1'000'000, 'x'));
        QTest::newRow("two lengths")
            << QByteArray("Content-Length: 1\r\nContent-Length: 9\r\n\r\nhello");
    }
    void theBodyOfARefusalIsNotTaken()
    {
        QFETCH(QByteArray, behind);
        UpgradeExchange exchange = exchangeWith(requestTo("ws://h/"));
        const auto result = exchange.feed("HTTP/1.1 404 No\r\n" + behind.toStdString(), {});
        QVERIFY(result && !result->outcome.hasValue());
        QCOMPARE(result->outcome.error().httpStatus.value_or(0), 404);
        QCOMPARE(result->outcome.error().detail, std::string("HTTP 404 No"));
    }

    void anAnswerThatIsNotValidSaysWhy_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char* name, const std::string& bytes) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes);
        };
        row("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n");
        row("HTTP/1.0", "HTTP/1.0 101 Switching Protocols\r\n\r\n");
        row("extension not offered", answer("Sec-WebSocket-Extensions: permessage-deflate\r\n"));
        row("subprotocol not offered", answer("Sec-WebSocket-Protocol: ocpp1.6\r\n"));
        row("endless line", "HTTP/1.1 101 " + std::string(100'000, 'x'));
        row("endless headers", [] {
            std::string bytes = "HTTP/1.1 101 S\r\n";
            for (int i = 0; i < 10'000; ++i)
                bytes += "A: b\r\n";
            return bytes;
        }());
    }
    void anAnswerThatIsNotValidSaysWhy()
    {
        QFETCH(QByteArray, bytes);
        UpgradeExchange exchange = exchangeWith(requestTo("ws://h/"));
        const auto result = exchange.feed(bytes.toStdString(), {});
        QVERIFY(result && !result->outcome.hasValue());
        QCOMPARE(result->outcome.error().cause, CloseCause::HandshakeFailed);
        QVERIFY(!result->outcome.error().detail.empty());
    }

    void deflateIsAgreedOnlyIfOffered()
    {
        TransportRequest request = requestTo("ws://h/");
        request.deflate = true;
        UpgradeExchange exchange = exchangeWith(request);
        QVERIFY(has(exchange.requestBytes(), "Sec-WebSocket-Extensions: permessage-deflate"));
        const auto result = exchange.feed(
            answer("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n"),
            {});
        QVERIFY(result && result->outcome.hasValue());
        QVERIFY(result->outcome->info.deflate);
        QVERIFY(result->outcome->deflate->serverNoContextTakeover);
    }

    void aHeaderCannotBreakTheRequestApart()
    {
        TransportRequest request = requestTo("ws://h/");
        request.headers = {{"X-Own", "one\r\nHost: evil"}};
        QVERIFY(problemOf(request));
        request.headers = {{"X Own", "one"}};
        QVERIFY(problemOf(request));
        request.headers = {{"X-Own", "one"}};
        QVERIFY(!problemOf(request));
        request.subprotocols = {QStringLiteral("a,b")};
        QVERIFY(problemOf(request));
    }
};

QTEST_GUILESS_MAIN(TestUpgradeExchange)

} // namespace tst_upgrade_exchange

#include "tst_upgrade_exchange.moc"
