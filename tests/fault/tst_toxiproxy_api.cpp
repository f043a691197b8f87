// SPDX-License-Identifier: MIT
#include "core/fault/toxiproxy_api.h"
#include "core/time/system_clock.h"
#include "tests/fault/proxy_fixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

namespace tst_toxiproxy_api {

using namespace redial;
using namespace redial::test;

namespace {

HttpRequest request(const char* method, const QString& path, const QString& body = {})
{
    HttpRequest made;
    made.head.method = method;
    made.head.target = path.toStdString();
    made.body = body.toStdString();
    return made;
}

QJsonObject objectOf(const HttpResponse& response)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(response.body)).object();
}

} // namespace

/// Toxiproxy's API: statuses and bodies as Toxiproxy 2.x gives them, the errors too.
class TestToxiproxyApi : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void aProxyIsMadeShownChangedAndDeleted();
    void aToxicIsMadeShownChangedAndDeleted();
    void aFaultOfTheCatalogueIsAToxicToo();
    void toxicsStandAsToxiproxyListsThem();
    void aToxicHasItsDefaults();
    void errorsHaveTheirStatusAndBody_data();
    void errorsHaveTheirStatusAndBody();
    void browsersAreRefused_data();
    void browsersAreRefused();
    void aTakenPortIsAnErrorAndNoProxy();
    void populateKeepsWhatIsTheSame();
    void populateTellsWhatWentWrong();
    void resetEnablesAndRemovesToxics();
    void theMetricsCountTheBytes();
    void overHttpRequestsAreAnsweredInOrderOnOneConnection();
    void overHttpBadRequestsAreRefused_data();
    void overHttpBadRequestsAreRefused();

private:
    HttpResponse call(const char* method, const char* path, const char* body = "")
    {
        return api_->answer(request(method, QString::fromLatin1(path), QString::fromUtf8(body)));
    }

    EventLog log_;
    SystemClock clock_;
    std::unique_ptr<ProxyCollection> proxies_;
    std::unique_ptr<ToxiproxyApi> api_;
};

void TestToxiproxyApi::init()
{
    api_.reset();
    proxies_ =
        std::make_unique<ProxyCollection>(clock_, EventRecorder(log_, clock_, Source::Proxy));
    api_ = std::make_unique<ToxiproxyApi>(*proxies_);
    const auto made =
        call("POST", "/proxies",
             R"({"name":"web","listen":"127.0.0.1:0","upstream":"127.0.0.1:9","extra":[1]})");
    QCOMPARE(made.status, 201);
}

void TestToxiproxyApi::aProxyIsMadeShownChangedAndDeleted()
{
    const QJsonObject shown = objectOf(call("GET", "/proxies/web"));
    QCOMPARE(shown.value(QLatin1String("name")).toString(), QStringLiteral("web"));
    QCOMPARE(shown.value(QLatin1String("enabled")).toBool(), true);
    QVERIFY(!shown.value(QLatin1String("listen")).toString().endsWith(QLatin1String(":0")));
    QVERIFY(shown.value(QLatin1String("toxics")).isArray());
    QCOMPARE(objectOf(call("GET", "/proxies")).keys(), QStringList{QStringLiteral("web")});
    const auto disabled = call("PATCH", "/proxies/web", R"({"enabled":false})");
    QCOMPARE(disabled.status, 200);
    QCOMPARE(objectOf(disabled).value(QLatin1String("enabled")).toBool(true), false);
    QVERIFY(!proxies_->find(QStringLiteral("web"))->isEnabled());
    const auto moved =
        call("POST", "/proxies/web", R"({"upstream":"127.0.0.1:10","enabled":true})");
    QCOMPARE(objectOf(moved).value(QLatin1String("upstream")).toString(),
             QStringLiteral("127.0.0.1:10"));
    QVERIFY(proxies_->find(QStringLiteral("web"))->isEnabled());
    const auto deleted = call("DELETE", "/proxies/web");
    QCOMPARE(deleted.status, 204);
    QVERIFY(deleted.body.empty());
    QCOMPARE(call("GET", "/proxies/web").status, 404);
}

void TestToxiproxyApi::aToxicIsMadeShownChangedAndDeleted()
{
    const auto made = call("POST", "/proxies/web/toxics",
                           R"({"name":"slow","type":"latency","stream":"upstream","toxicity":0.5,)"
                           R"("attributes":{"latency":10,"unknown":1}})");
    QCOMPARE(made.status, 200);
    QCOMPARE(QByteArray::fromStdString(made.body),
             QByteArray(R"({"attributes":{"jitter":0,"latency":10},"name":"slow",)"
                        R"("stream":"upstream","toxicity":0.5,"type":"latency"})"));
    QCOMPARE(call("GET", "/proxies/web/toxics/slow").body, made.body);
    const auto changed =
        call("PATCH", "/proxies/web/toxics/slow", R"({"attributes":{"jitter":3}})");
    QCOMPARE(objectOf(changed).value(QLatin1String("attributes")).toObject(),
             (QJsonObject{{QStringLiteral("jitter"), 3}, {QStringLiteral("latency"), 10}}));
    QCOMPARE(objectOf(changed).value(QLatin1String("toxicity")).toDouble(), 0.5);
    QCOMPARE(call("DELETE", "/proxies/web/toxics/slow").status, 204);
    QCOMPARE(call("GET", "/proxies/web/toxics").body, std::string("[]"));
}

void TestToxiproxyApi::aFaultOfTheCatalogueIsAToxicToo()
{
    const auto made = call("POST", "/proxies/web/toxics",
                           R"({"name":"twice","type":"duplicate_message","stream":"upstream",)"
                           R"("attributes":{"copies":2,"when":{"attempt":"1"}}})");
    QVERIFY2(made.status == 200, made.body.c_str());
    QCOMPARE(QByteArray::fromStdString(made.body),
             QByteArray(R"({"attributes":{"copies":2,"when":{"attempt":"1"}},"name":"twice",)"
                        R"("stream":"upstream","toxicity":1,"type":"duplicate_message"})"));
    FaultHost& host = proxies_->find(QStringLiteral("web"))->faults();
    QCOMPARE(host.hostedFaults().size(), std::size_t(1));
    QVERIFY(host.hostedFaults()[0].isArmed);
    QCOMPARE(host.hostedFaults()[0].planned.toText(),
             QStringLiteral("N13 copies=2 when=attempt:1 direction=upstream"));
    const auto changed =
        call("PATCH", "/proxies/web/toxics/twice", R"({"toxicity":0.5,"attributes":{"copies":3}})");
    QCOMPARE(changed.status, 200);
    QVERIFY(!host.hostedFaults()[0].isArmed);
    QCOMPARE(host.hostedFaults()[1].planned.toText(),
             QStringLiteral("N13 copies=3 when=attempt:1 when=probability:0.5 direction=upstream"));
    QCOMPARE(call("DELETE", "/proxies/web/toxics/twice").status, 204);
    QVERIFY(!host.hostedFaults()[1].isArmed);
    QCOMPARE(call("GET", "/proxies/web/toxics").body, std::string("[]"));
}

void TestToxiproxyApi::toxicsStandAsToxiproxyListsThem()
{
    for (const char* toxic : {R"({"name":"b","type":"latency","stream":"downstream"})",
                              R"({"name":"c","type":"timeout","stream":"upstream"})",
                              R"({"name":"a","type":"latency","stream":"upstream"})"})
        QCOMPARE(call("POST", "/proxies/web/toxics", toxic).status, 200);
    QStringList names;
    for (const QJsonValue& toxic :
         objectOf(call("GET", "/proxies/web")).value(QLatin1String("toxics")).toArray())
        names << toxic.toObject().value(QLatin1String("name")).toString();
    // Upstream first, each direction in the order of adding.
    QCOMPARE(names, QStringList({QStringLiteral("c"), QStringLiteral("a"), QStringLiteral("b")}));
}

void TestToxiproxyApi::aToxicHasItsDefaults()
{
    const QJsonObject made = objectOf(call("POST", "/proxies/web/toxics", R"({"type":"timeout"})"));
    QCOMPARE(made.value(QLatin1String("name")).toString(), QStringLiteral("timeout_downstream"));
    QCOMPARE(made.value(QLatin1String("stream")).toString(), QStringLiteral("downstream"));
    QCOMPARE(made.value(QLatin1String("toxicity")).toDouble(), 1.0);
}

void TestToxiproxyApi::errorsHaveTheirStatusAndBody_data()
{
    QTest::addColumn<QString>("call");
    QTest::addColumn<QString>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("error");
    const auto row = [](const char* what, const char* body, int status, const char* error) {
        QTest::addRow("%s %s", what, body) << QString::fromLatin1(what) << QString::fromLatin1(body)
                                           << status << QString::fromLatin1(error);
    };
    row("GET /proxies/none", "", 404, "proxy not found");
    row("DELETE /proxies/none", "", 404, "proxy not found");
    row("PATCH /proxies/none", "{}", 404, "proxy not found");
    row("GET /proxies/none/toxics", "", 404, "proxy not found");
    row("POST /proxies/none/toxics", "{}", 404, "proxy not found");
    row("GET /proxies/web/toxics/none", "", 404, "toxic not found");
    row("PATCH /proxies/web/toxics/none", "{}", 404, "toxic not found");
    row("DELETE /proxies/web/toxics/none", "", 404, "toxic not found");
    row("POST /proxies", R"({"name":"web","upstream":"a:1"})", 409, "proxy already exists");
    row("POST /proxies", R"({"upstream":"a:1"})", 400, "missing required field: name");
    row("POST /proxies", R"({"name":"x"})", 400, "missing required field: upstream");
    row("POST /proxies", "", 400, "bad request body: ");
    row("POST /proxies", "{", 400, "bad request body: ");
    row("POST /proxies", "[]", 400, "bad request body: ");
    row("POST /proxies", R"({"name":5})", 400, "bad request body: name");
    row("POST /proxies", R"({"name":"x","upstream":"nope"})", 400, "bad request body: upstream");
    row("POST /proxies", R"({"name":"x","upstream":"a:1","enabled":"yes"})", 400,
        "bad request body: enabled");
    row("POST /proxies/web/toxics", R"({"type":"pigeon"})", 400, "invalid toxic type");
    row("POST /proxies/web/toxics", R"({"type":"expired_certificate"})", 400, "invalid toxic type");
    row("POST /proxies/web/toxics",
        R"({"type":"drop_message","attributes":{"when":{"attempt":"x"}}})", 400,
        "bad request body: attributes/when/attempt: ");
    row("POST /proxies/web/toxics", R"({"type":"no_pong","attributes":{"many":1}})", 400,
        "bad request body: attributes/parameters/many: ");
    row("POST /proxies/web/toxics",
        R"({"type":"drop_message","attributes":{"when":{"delay":"3s"}}})", 400,
        "bad request body: attributes: N11 acts on the message itself");
    row("POST /proxies/web/toxics", R"({"type":"latency","stream":"sideways"})", 400,
        "stream was invalid, can be either upstream or downstream");
    row("POST /proxies/web/toxics", R"({"type":"latency","attributes":{"latency":"x"}})", 400,
        "bad request body: attribute latency");
    row("POST /populate", "{}", 400, "bad request body: ");
}

void TestToxiproxyApi::errorsHaveTheirStatusAndBody()
{
    QFETCH(QString, call);
    QFETCH(QString, body);
    QFETCH(int, status);
    QFETCH(QString, error);
    const QStringList words = call.split(QLatin1Char(' '));
    const auto response = api_->answer(request(words[0].toLatin1().constData(), words[1], body));
    QCOMPARE(response.status, status);
    QCOMPARE(response.contentType, std::string("application/json"));
    const QJsonObject object = objectOf(response);
    QCOMPARE(object.value(QLatin1String("status")).toInt(), status);
    QVERIFY2(object.value(QLatin1String("error")).toString().startsWith(error),
             response.body.c_str());
    QCOMPARE(proxies_->proxies().size(), std::size_t(1));
}

void TestToxiproxyApi::browsersAreRefused_data()
{
    QTest::addColumn<QString>("header");
    QTest::addColumn<QString>("value");
    QTest::addColumn<int>("status");
    QTest::newRow("a browser") << "User-Agent"
                               << "Mozilla/5.0 (X11)" << 403;
    QTest::newRow("a page") << "Origin"
                            << "http://127.0.0.1" << 403;
    QTest::newRow("curl") << "User-Agent"
                          << "curl/7.88 Mozilla/" << 200;
}

void TestToxiproxyApi::browsersAreRefused()
{
    QFETCH(QString, header);
    QFETCH(QString, value);
    QFETCH(int, status);
    HttpRequest asked = request("GET", QStringLiteral("/version"));
    asked.head.headers.add(header.toStdString(), value.toStdString());
    QCOMPARE(api_->answer(asked).status, status);
}

void TestToxiproxyApi::aTakenPortIsAnErrorAndNoProxy()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const QString body = QStringLiteral(R"({"name":"x","listen":"127.0.0.1:%1","upstream":"a:1"})")
                             .arg(taken.serverPort());
    const auto response = api_->answer(request("POST", QStringLiteral("/proxies"), body));
    QCOMPARE(response.status, 500);
    QVERIFY(objectOf(response)
                .value(QLatin1String("error"))
                .toString()
                .contains(QString::number(taken.serverPort())));
    QVERIFY(!proxies_->find(QStringLiteral("x")));
}

void TestToxiproxyApi::populateKeepsWhatIsTheSame()
{
    const Proxy* before = proxies_->find(QStringLiteral("web"));
    const QString listen = before->settings().listen.text();
    const QString body =
        QStringLiteral(R"([{"name":"web","listen":"%1","upstream":"localhost:9"},)"
                       R"({"name":"off","listen":"127.0.0.1:0","upstream":"a:1","enabled":false}])")
            .arg(listen);
    const auto response = api_->answer(request("POST", QStringLiteral("/populate"), body));
    QCOMPARE(response.status, 201);
    QCOMPARE(objectOf(response).value(QLatin1String("proxies")).toArray().size(), 2);
    QCOMPARE(proxies_->find(QStringLiteral("web")), before);
    QVERIFY(!proxies_->find(QStringLiteral("off"))->isEnabled());
}

void TestToxiproxyApi::populateTellsWhatWentWrong()
{
    const auto response =
        call("POST", "/populate", R"([{"name":"a","upstream":"a:1"},{"name":"b"}])");
    QCOMPARE(response.status, 400);
    QCOMPARE(objectOf(response).value(QLatin1String("error")).toString(),
             QStringLiteral("missing required field: upstream at proxy 2"));
    QVERIFY(!proxies_->find(QStringLiteral("a")));
}

void TestToxiproxyApi::resetEnablesAndRemovesToxics()
{
    QCOMPARE(call("POST", "/proxies/web/toxics", R"({"type":"latency"})").status, 200);
    QCOMPARE(call("PATCH", "/proxies/web", R"({"enabled":false})").status, 200);
    QCOMPARE(call("POST", "/reset").status, 204);
    QVERIFY(proxies_->find(QStringLiteral("web"))->isEnabled());
    QVERIFY(proxies_->find(QStringLiteral("web"))->toxics().empty());
}

void TestToxiproxyApi::theMetricsCountTheBytes()
{
    ProxyFixture server;
    const QString body = QStringLiteral(R"({"name":"m\"x","listen":"127.0.0.1:0","upstream":"%1"})")
                             .arg(server.proxy->settings().listen.text());
    QCOMPARE(api_->answer(request("POST", QStringLiteral("/proxies"), body)).status, 201);
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost),
                         proxies_->find(QStringLiteral("m\"x"))->settings().listen.port);
    client.write("12345");
    const auto counted = [&] {
        return call("GET", "/metrics")
                       .body.find("toxiproxy_proxy_sent_bytes_total{direction="
                                  "\"upstream\"") != std::string::npos &&
               call("GET", "/metrics").body.find("proxy=\"m\\\"x\"") != std::string::npos &&
               call("GET", "/metrics").body.find("} 5\n") != std::string::npos;
    };
    QVERIFY2(waitUntil(counted), call("GET", "/metrics").body.c_str());
}

void TestToxiproxyApi::overHttpRequestsAreAnsweredInOrderOnOneConnection()
{
    HttpServer server([this](const HttpRequest& asked) { return api_->answer(asked); });
    const auto port = server.listen(QHostAddress(QHostAddress::LocalHost), 0);
    QVERIFY(port);
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), *port);
    const QByteArray chunked =
        "POST /proxies/web/toxics HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        "8\r\n{\"type\":\r\na\r\n\"latency\"}\r\n0\r\n\r\n";
    client.write("GET /version HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    client.write(chunked);
    client.write("GET /none HTTP/1.1\r\nHost: [::1]:5\r\nConnection: close\r\n\r\n");
    QByteArray got;
    QVERIFY(waitUntil([&] {
        got += client.readAll();
        return client.state() == QAbstractSocket::UnconnectedState;
    }));
    const qsizetype first = got.indexOf("2.12.0");
    const qsizetype second = got.indexOf("latency_downstream");
    const qsizetype third = got.indexOf("404 page not found");
    QVERIFY2(first > 0 && second > first && third > second, got.constData());
}

void TestToxiproxyApi::overHttpBadRequestsAreRefused_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QByteArray>("status");
    const auto head = [](const char* rest) {
        return QByteArray("POST /reset HTTP/1.1\r\nHost: localhost\r\n") + rest + "\r\n\r\n";
    };
    QTest::newRow("no HTTP") << QByteArray("nonsense\r\n\r\n") << QByteArray("400");
    QTest::newRow("no Host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << QByteArray("400");
    QTest::newRow("a name of elsewhere")
        << QByteArray("GET /version HTTP/1.1\r\nHost: evil.example\r\n\r\n") << QByteArray("403");
    QTest::newRow("too large a body") << head("Content-Length: 99999999") << QByteArray("413");
    QTest::newRow("two lengths") << head("Content-Length: 1\r\nTransfer-Encoding: chunked")
                                 << QByteArray("400");
    QTest::newRow("a length that is none") << head("Content-Length: -1") << QByteArray("400");
    QTest::newRow("an endless head")
        << QByteArray("GET / HTTP/1.1\r\nX: " + QByteArray(100'000, 'x')) << QByteArray("431");
    QTest::newRow("a chunk that is none")
        << QByteArray(head("Transfer-Encoding: chunked") + "xyz\r\n") << QByteArray("400");
    QTest::newRow("a chunk too large")
        << QByteArray(head("Transfer-Encoding: chunked") + "ffffffffffffffff\r\n")
        << QByteArray("413");
}

void TestToxiproxyApi::overHttpBadRequestsAreRefused()
{
    QFETCH(QByteArray, sent);
    QFETCH(QByteArray, status);
    HttpServer server([this](const HttpRequest& asked) { return api_->answer(asked); });
    const auto port = server.listen(QHostAddress(QHostAddress::LocalHost), 0);
    QVERIFY(port);
    QTcpSocket client;
    client.connectToHost(QHostAddress(QHostAddress::LocalHost), *port);
    client.write(sent);
    QByteArray got;
    QVERIFY(waitUntil([&] {
        got += client.readAll();
        return client.state() == QAbstractSocket::UnconnectedState;
    }));
    QVERIFY2(got.startsWith("HTTP/1.1 " + status), got.constData());
}

QTEST_GUILESS_MAIN(TestToxiproxyApi)

} // namespace tst_toxiproxy_api

#include "tst_toxiproxy_api.moc"
