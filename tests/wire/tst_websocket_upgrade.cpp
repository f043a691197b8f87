// SPDX-License-Identifier: MIT
#include "core/wire/http_head.h"
#include "core/wire/retry_after.h"
#include "core/wire/websocket_upgrade.h"

#include <QTest>

#include <string>

namespace tst_websocket_upgrade {

using namespace redial;
using namespace std::chrono_literals;

class TestWebSocketUpgrade : public QObject
{
    Q_OBJECT
private slots:
    void theAcceptKeyIsTheRfcsExample();
    void aRequestIsReadAsItWasWritten();
    void aWholeUrlAsTargetIsReadAsItsPath();
    void namesAreComparedWithoutCase();
    void headsAreFoundAtEverySplitAndTheRestIsKept();
    void malformedHeadsAreRefused_data();
    void malformedHeadsAreRefused();
    void foldedFieldsOfAnAnswerAreUnfolded();
    void limitsAreHit();
    void requestsThatAreNoUpgradeAreRefusedWithTheRightStatus_data();
    void requestsThatAreNoUpgradeAreRefusedWithTheRightStatus();
    void answersThatAreInvalidAreRefused_data();
    void answersThatAreInvalidAreRefused();
    void basicCredentialsComeBack();
    void retryAfterIsReadInEveryForm_data();
    void retryAfterIsReadInEveryForm();
};

namespace {

const std::string sampleKey = "dGhlIHNhbXBsZSBub25jZQ==";

UpgradeRequest sampleRequest()
{
    return {.host = "127.0.0.1:9000",
            .target = "/ocpp/CP-1?x=1",
            .key = sampleKey,
            .subprotocols = {"ocpp2.0.1", "ocpp1.6"},
            .offerDeflate = true,
            .credentials = BasicCredentials{"CP-1", "se:cret"},
            .headers = {{"X-Test", "yes"}}};
}

Expected<UpgradeOffer, HttpError> offerFrom(const std::string& text)
{
    HttpHeadCollector collector;
    const auto whole = collector.feed(text);
    if (!whole)
        return Unexpected{whole.error()};
    auto head = parseRequestHead(collector.head());
    if (!head)
        return Unexpected{head.error()};
    return checkUpgradeRequest(std::move(*head));
}

QByteArray replaced(const std::string& text, const char* what, const char* with)
{
    QByteArray bytes = QByteArray::fromStdString(text);
    if (!bytes.contains(what))
        qFatal("%s is not there to be replaced", what);
    return bytes.replace(what, with);
}

} // namespace

void TestWebSocketUpgrade::theAcceptKeyIsTheRfcsExample()
{
    QVERIFY(acceptFor(sampleKey) == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

void TestWebSocketUpgrade::aRequestIsReadAsItWasWritten()
{
    const auto offer = offerFrom(writeUpgradeRequest(sampleRequest()));
    QVERIFY(offer.hasValue());
    QVERIFY(offer->head.target == "/ocpp/CP-1?x=1");
    QVERIFY((offer->subprotocols == std::vector<std::string>{"ocpp2.0.1", "ocpp1.6"}));
    QVERIFY(offer->credentials && offer->credentials->user == "CP-1" &&
            offer->credentials->password == "se:cret");
    QVERIFY(answerDeflateOffer(offer->extensions));
    QVERIFY(offer->head.headers.find("x-test") == "yes");
}

void TestWebSocketUpgrade::aWholeUrlAsTargetIsReadAsItsPath()
{
    const std::string good = writeUpgradeRequest(sampleRequest());
    const auto targetFor = [&](const char* target) {
        return offerFrom(replaced(good, "/ocpp/CP-1?x=1", target).toStdString())->head.target;
    };
    QVERIFY(targetFor("http://127.0.0.1:9000/ocpp/CP-1?x=1") == "/ocpp/CP-1?x=1");
    QVERIFY(targetFor("WSS://host/a") == "/a");
    QVERIFY(targetFor("ws://host") == "/");
    QVERIFY(targetFor("ws://host?x=1") == "/?x=1");
}

void TestWebSocketUpgrade::namesAreComparedWithoutCase()
{
    QByteArray request =
        replaced(writeUpgradeRequest(sampleRequest()), "Upgrade: websocket", "uPGRADE: WebSocket");
    request.replace("Connection: Upgrade", "connection: keep-alive , UPGRADE");
    request.replace("Sec-WebSocket-Key", "sec-websocket-KEY");
    QVERIFY(offerFrom(request.toStdString()).hasValue());
    QByteArray answer = replaced(writeUpgradeAnswer(sampleKey, "ocpp1.6", ""), "Upgrade: websocket",
                                 "upgrade: WEBSOCKET");
    answer.replace("Connection: Upgrade", "CONNECTION: upgrade");
    answer.replace("Sec-WebSocket-Accept", "sec-websocket-accept");
    const auto head = parseResponseHead(answer.toStdString());
    QVERIFY(head && checkUpgradeAnswer(*head, sampleRequest()).hasValue());
}

void TestWebSocketUpgrade::headsAreFoundAtEverySplitAndTheRestIsKept()
{
    const std::string answer = writeUpgradeAnswer(sampleKey, "ocpp1.6", "") + "\x81\x02hi";
    for (std::size_t split = 0; split < answer.size(); ++split) {
        HttpHeadCollector collector;
        bool whole = *collector.feed(std::string_view(answer).substr(0, split));
        std::string rest = whole ? collector.rest() : std::string();
        if (whole)
            rest += answer.substr(split);
        else {
            QVERIFY(*collector.feed(std::string_view(answer).substr(split)));
            rest = collector.rest();
        }
        QVERIFY(rest == "\x81\x02hi");
        const auto head = parseResponseHead(collector.head());
        QVERIFY(head && head->status == 101);
        QVERIFY(checkUpgradeAnswer(*head, sampleRequest())->subprotocol == "ocpp1.6");
    }
}

void TestWebSocketUpgrade::malformedHeadsAreRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("status");
    QTest::newRow("bare LF") << QByteArray("GET / HTTP/1.1\nHost: a\r\n\r\n") << 400;
    QTest::newRow("bare CR") << QByteArray("GET / HTTP/1.1\rHost: a\r\n\r\n") << 400;
    QTest::newRow("NUL") << QByteArray("GET /\0 HTTP/1.1\r\n\r\n", 19) << 400;
    QTest::newRow("empty first line") << QByteArray("\r\nGET / HTTP/1.1\r\n\r\n") << 400;
    QTest::newRow("blank before the colon")
        << QByteArray("GET / HTTP/1.1\r\nHost : a\r\n\r\n") << 400;
    QTest::newRow("folded") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n") << 400;
    QTest::newRow("no colon") << QByteArray("GET / HTTP/1.1\r\nHost\r\n\r\n") << 400;
    QTest::newRow("control character")
        << QByteArray("GET / HTTP/1.1\r\nHost: a\x01\r\n\r\n") << 400;
    QTest::newRow("blank in the target")
        << QByteArray("GET / x HTTP/1.1\r\nHost: a\r\n\r\n") << 400;
    QTest::newRow("HTTP/2") << QByteArray("GET / HTTP/2.0\r\nHost: a\r\n\r\n") << 505;
    QTest::newRow("no version") << QByteArray("GET /\r\nHost: a\r\n\r\n") << 400;
    QTest::newRow("garbage") << QByteArray("\x16\x03\x01 TLS hello\r\n\r\n") << 400;
}

void TestWebSocketUpgrade::malformedHeadsAreRefused()
{
    QFETCH(QByteArray, text);
    QFETCH(int, status);
    const auto offer = offerFrom(text.toStdString());
    QVERIFY(!offer.hasValue());
    QCOMPARE(offer.error().status, status);
}

void TestWebSocketUpgrade::foldedFieldsOfAnAnswerAreUnfolded()
{
    const auto head = parseResponseHead("HTTP/1.1 503 Busy\r\nX-A: one\r\n\t two \r\n  three\r\n"
                                        "X-B: four\r\n  \r\nX-C:\r\n five\r\n\r\n");
    QVERIFY(head.hasValue());
    QVERIFY(head->headers.find("X-A") == "one two three");
    QVERIFY(head->headers.find("X-B") == "four");
    QVERIFY(head->headers.find("X-C") == "five");
    QVERIFY(!parseResponseHead("HTTP/1.1 503 Busy\r\n X-A: one\r\n\r\n").hasValue());
    QVERIFY(!parseResponseHead("HTTP/1.1 503 Busy\r\nX-A: one\r\n \x01\r\n\r\n").hasValue());
}

void TestWebSocketUpgrade::limitsAreHit()
{
    HttpHeadCollector line({.line = 100});
    QCOMPARE(line.feed("GET /" + std::string(200, 'x')).error().status, 414);
    HttpHeadCollector headerLine({.line = 100});
    QCOMPARE(headerLine.feed("GET / HTTP/1.1\r\nA: " + std::string(200, 'x')).error().status, 431);
    HttpHeadCollector count({.headerCount = 3});
    QCOMPARE(count.feed("GET / HTTP/1.1\r\nA: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\n").error().status, 431);
    HttpHeadCollector total({.total = 50});
    QCOMPARE(total.feed("GET / HTTP/1.1\r\nAAAAAAAAAAAAAA: 1\r\nBBBBBBBBBBBBBBBBBBBBBBBB: 1\r\n")
                 .error()
                 .status,
             431);
}

void TestWebSocketUpgrade::requestsThatAreNoUpgradeAreRefusedWithTheRightStatus_data()
{
    const std::string good = writeUpgradeRequest(sampleRequest());
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("status");
    QTest::newRow("POST") << replaced(good, "GET ", "POST ") << 405;
    QTest::newRow("HTTP/1.0") << replaced(good, "HTTP/1.1", "HTTP/1.0") << 505;
    QTest::newRow("no host") << replaced(good, "Host:", "X-Host:") << 400;
    QTest::newRow("no upgrade") << replaced(good, "Upgrade: websocket", "Upgrade: h2c") << 426;
    QTest::newRow("connection keep-alive")
        << replaced(good, "Connection: Upgrade", "Connection: keep-alive") << 426;
    QTest::newRow("version 8") << replaced(good, "Version: 13", "Version: 8") << 426;
    QTest::newRow("no key") << replaced(good, "Sec-WebSocket-Key", "X-Key") << 400;
    QTest::newRow("short key") << replaced(good, sampleKey.c_str(), "c2hvcnQ=") << 400;
    QTest::newRow("bad subprotocol") << replaced(good, "ocpp2.0.1", "oc(pp") << 400;
    QTest::newRow("subprotocol twice") << replaced(good, "ocpp2.0.1", "ocpp1.6") << 400;
    QTest::newRow("empty subprotocols") << replaced(good, "ocpp2.0.1, ocpp1.6", " ,") << 400;
    QTest::newRow("key without padding") << replaced(good, "b25jZQ==", "b25jZQ") << 400;
    QTest::newRow("two keys") << replaced(good, "X-Test: yes",
                                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
                              << 400;
    QTest::newRow("two hosts") << replaced(good, "X-Test: yes", "host: other") << 400;
    QTest::newRow("two hosts in one") << replaced(good, "Host: 127", "Host: other, 127") << 400;
    QTest::newRow("empty host") << replaced(good, "127.0.0.1:9000", "") << 400;
    QTest::newRow("host with a path") << replaced(good, "127.0.0.1:9000", "h/p") << 400;
    QTest::newRow("host with user info") << replaced(good, "127.0.0.1:9000", "u:p@h") << 400;
    QTest::newRow("two lengths") << replaced(good, "X-Test: yes",
                                             "Content-Length: 0\r\nContent-Length: 5")
                                 << 400;
    QTest::newRow("two versions") << replaced(good, "X-Test: yes", "Sec-WebSocket-Version: 13")
                                  << 426;
    QTest::newRow("a body") << replaced(good, "X-Test: yes", "Content-Length: 5") << 400;
    QTest::newRow("a chunked body")
        << replaced(good, "X-Test: yes", "Transfer-Encoding: chunked") << 400;
    QTest::newRow("target is an asterisk") << replaced(good, "/ocpp/CP-1?x=1", "*") << 400;
    QTest::newRow("target is an authority")
        << replaced(good, "/ocpp/CP-1?x=1", "example.com:80") << 400;
    QTest::newRow("target has a fragment") << replaced(good, "?x=1", "#x") << 400;
    QTest::newRow("target without a host") << replaced(good, "/ocpp/", "http:///ocpp/") << 400;
}

void TestWebSocketUpgrade::requestsThatAreNoUpgradeAreRefusedWithTheRightStatus()
{
    QFETCH(QByteArray, text);
    QFETCH(int, status);
    const auto offer = offerFrom(text.toStdString());
    QVERIFY(!offer.hasValue());
    QCOMPARE(offer.error().status, status);
    const std::string refusal = writeRefusal(status, offer.error().sentence);
    QCOMPARE(refusal.find("Sec-WebSocket-Version: 13") != std::string::npos, status == 426);
}

void TestWebSocketUpgrade::answersThatAreInvalidAreRefused_data()
{
    const std::string good = writeUpgradeAnswer(sampleKey, "ocpp1.6", "permessage-deflate");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("wrong accept") << replaced(good, "s3pPLM", "S3PPLM");
    QTest::newRow("no upgrade") << replaced(good, "Upgrade: websocket", "Upgrade: other");
    QTest::newRow("no connection") << replaced(good, "Connection: Upgrade", "Connection: close");
    QTest::newRow("unknown subprotocol") << replaced(good, "ocpp1.6", "mqtt");
    QTest::newRow("unknown extension") << replaced(good, "permessage-deflate", "x-other");
    QTest::newRow("two accepts") << replaced(good, "Upgrade: websocket",
                                             "Upgrade: websocket\r\nSec-WebSocket-Accept: "
                                             "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    QTest::newRow("two subprotocols") << replaced(
        good, "Upgrade: websocket", "Upgrade: websocket\r\nSec-WebSocket-Protocol: ocpp1.6");
    QTest::newRow("status 200") << replaced(good, "101 Switching Protocols", "200 OK");
}

void TestWebSocketUpgrade::answersThatAreInvalidAreRefused()
{
    QFETCH(QByteArray, text);
    const auto head = parseResponseHead(text.toStdString());
    QVERIFY(head.hasValue());
    QVERIFY(!checkUpgradeAnswer(*head, sampleRequest()).hasValue());
    const auto good =
        parseResponseHead(writeUpgradeAnswer(sampleKey, "ocpp1.6", "permessage-deflate"));
    QVERIFY(checkUpgradeAnswer(*good, sampleRequest())->deflate.has_value());
}

void TestWebSocketUpgrade::basicCredentialsComeBack()
{
    QVERIFY(basicAuthorization({"Aladdin", "open sesame"}) == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    const auto credentials = parseBasicAuthorization("basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    QVERIFY(credentials && credentials->password == "open sesame");
    for (const char* bad : {"", "Basic", "Bearer abc", "Basic !!!", "Basic QWxhZGRpbg=="})
        QVERIFY2(!parseBasicAuthorization(bad), bad);
}

void TestWebSocketUpgrade::retryAfterIsReadInEveryForm_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("milliseconds");
    QTest::newRow("seconds") << QByteArray("120") << qint64(120000);
    QTest::newRow("zero") << QByteArray("0") << qint64(0);
    QTest::newRow("IMF-fixdate") << QByteArray("Sun, 06 Nov 1994 08:50:07 GMT") << qint64(30000);
    QTest::newRow("RFC 850") << QByteArray("Sunday, 06-Nov-94 08:50:07 GMT") << qint64(30000);
    QTest::newRow("asctime") << QByteArray("Sun Nov  6 08:50:07 1994") << qint64(30000);
    QTest::newRow("two digits, within 50 years")
        << QByteArray("Sunday, 06-Nov-44 08:49:37 GMT") << qint64(0);
    QTest::newRow("two digits, the century's end")
        << QByteArray("Saturday, 06-Nov-99 08:49:37 GMT") << qint64(1826LL * 24 * 3600 * 1000);
    QTest::newRow("leap second") << QByteArray("Sun, 06 Nov 1994 08:50:60 GMT") << qint64(83000);
    QTest::newRow("past") << QByteArray("Sun, 06 Nov 1994 08:49:07 GMT") << qint64(0);
    QTest::newRow("enormous") << QByteArray("999999999999999999") << qint64(3153600000000);
    for (const char* bad :
         {"", "-1", "1.5", "soon", "Sun, 31 Feb 1994 08:49:37 GMT", "99999999999999999999999",
          "Sun, 06 Nov 67530 08:50:07 GMT", "Sun, 006 Nov 1994 08:50:07 GMT",
          "Sun, 06 Nov 1994 24:50:07 GMT", "Sun, 06 Nov 1994 08:50:07 CET",
          "Sun, 06 nov 1994 08:50:07 GMT", "Sun, 06 Nov 1994 8:50:07 GMT"})
        QTest::newRow(bad) << QByteArray(bad) << qint64(-1);
}

void TestWebSocketUpgrade::retryAfterIsReadInEveryForm()
{
    QFETCH(QByteArray, value);
    QFETCH(qint64, milliseconds);
    const auto now = std::chrono::sys_days(std::chrono::year(1994) / 11 / 6) + 8h + 49min + 37s;
    const auto wait = parseRetryAfter(value.toStdString(), now);
    QCOMPARE(wait ? qint64(wait->count()) : qint64(-1), milliseconds);
}

QTEST_GUILESS_MAIN(TestWebSocketUpgrade)

} // namespace tst_websocket_upgrade

#include "tst_websocket_upgrade.moc"
