// SPDX-License-Identifier: MIT
#include "core/scenario/demo.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <functional>
#include <limits>

namespace tst_station_run_configuration {

using namespace redial;
using namespace std::chrono_literals;

namespace {

using Configuration = StationRunConfiguration;
using Change = std::function<void(Configuration&)>;

QByteArray textOf(const Configuration& configuration)
{
    return QJsonDocument(configuration.toJson()).toJson();
}

QJsonObject object(const char* text)
{
    return QJsonDocument::fromJson(text).object();
}

} // namespace

class TestStationRunConfiguration : public QObject
{
    Q_OBJECT
private slots:
    void everySettingComesBack_data();
    void everySettingComesBack();
    void anEmptyObjectIsTheDefault();
    void theDemoComesBack();
    void secretsStayOut();
    void whatIsWrongIsToldWithItsPlace_data();
    void whatIsWrongIsToldWithItsPlace();
    void allErrorsAreToldAtOnce();
    void whatCannotRunIsRefused_data();
    void whatCannotRunIsRefused();
};

void TestStationRunConfiguration::everySettingComesBack_data()
{
    QTest::addColumn<Change>("change");
    const auto row = [](const char* name, const Change& change) { QTest::newRow(name) << change; };
    row("station", [](Configuration& c) { c.station = QStringLiteral("CP-2"); });
    row("url", [](Configuration& c) { c.url = QUrl(QStringLiteral("wss://example.com:1/x")); });
    row("no protocol", [](Configuration& c) { c.protocol.reset(); });
    row("protocol", [](Configuration& c) { c.protocol = OcppVersion::V201; });
    row("transport", [](Configuration& c) { c.transport = TransportKind::QWebSocket; });
    row("policy", [](Configuration& c) { c.policy.maxBackoff = 7s; });
    row("boot policy", [](Configuration& c) { c.session.bootPolicy = BootPolicy::OnChange; });
    row("offline send", [](Configuration& c) { c.session.offlineSend = OfflineSend::Queue; });
    row("the server's CALLs", [](Configuration& c) {
        c.script.calls = {{3s,
                           QStringLiteral("Reset"),
                           QJsonObject{{QStringLiteral("type"), QStringLiteral("Soft")}},
                           {1, 3}}};
    });
    row("message attempts", [](Configuration& c) { c.session.messageAttempts = 5; });
    row("deflate", [](Configuration& c) { c.deflate = true; });
    row("echo", [](Configuration& c) { c.echo = true; });
    row("tls verify", [](Configuration& c) { c.tls.verify = false; });
    row("tls name", [](Configuration& c) { c.tls.verifyName = QStringLiteral("example.com"); });
    row("tls ca", [](Configuration& c) { c.tls.caCertificates = "-----BEGIN CERTIFICATE-----"; });
    row("boot status", [](Configuration& c) { c.boot.status = BootAnswer::Status::Rejected; });
    row("boot interval", [](Configuration& c) { c.boot.interval = 17s; });
    row("boot times", [](Configuration& c) { c.boot = {BootAnswer::Status::Pending, 3s, 2}; });
    row("server port", [](Configuration& c) { c.serverPort = 65535; });
    row("closing after the handshake", [](Configuration& c) {
        c.script.closings = {
            {ScriptedClosing::When::AfterHandshake, 0, {}, {ClosingKind::Way::EndOfStream, 0}, {}}};
    });
    row("closing on a message", [](Configuration& c) {
        c.script.closings = {
            {ScriptedClosing::When::OnMessage, 3, {}, {ClosingKind::Way::Reset, 0}, 4}};
    });
    row("closing after a time", [](Configuration& c) {
        c.script.closings = {
            {ScriptedClosing::When::AfterDelay, 0, 1ns, {ClosingKind::Way::CloseFrame, 1001}, {}}};
    });
    row("outages", [](Configuration& c) { c.outages = {{1s, 2s}, {1500ms, 1ns}}; });
    row("drops", [](Configuration& c) {
        c.drops = {{1s, DropKind::Close}, {2s, DropKind::Reset}};
    });
    row("calls", [](Configuration& c) {
        c.calls = {{1s, QStringLiteral("Authorize"), {{QStringLiteral("idTag"), 7}}}};
    });
    row("duration", [](Configuration& c) { c.duration = 90min; });
    row("seed", [](Configuration& c) { c.seed = std::numeric_limits<std::uint64_t>::max(); });
    row("virtual time", [](Configuration& c) { c.virtualTime = true; });
}

void TestStationRunConfiguration::everySettingComesBack()
{
    QFETCH(Change, change);
    Configuration changed;
    change(changed);
    QVERIFY2(textOf(changed) != textOf({}), "the setting is not written");
    const auto read = Configuration::fromJson(changed.toJson());
    QVERIFY(read.hasValue());
    QCOMPARE(textOf(read.value()), textOf(changed));
}

void TestStationRunConfiguration::anEmptyObjectIsTheDefault()
{
    const auto read = Configuration::fromJson({});
    QVERIFY(read.hasValue());
    QCOMPARE(textOf(read.value()), textOf({}));
}

void TestStationRunConfiguration::theDemoComesBack()
{
    const Configuration demo = demoConfiguration();
    const auto read = Configuration::fromJson(demo.toJson());
    QVERIFY(read.hasValue());
    QCOMPARE(textOf(read.value()), textOf(demo));
    QVERIFY(read.value().outages == demo.outages);
    QVERIFY(read.value().calls == demo.calls);
    QVERIFY(read.value().script.closings == demo.script.closings);
    QCOMPARE(read.value().duration, demo.duration);
}

void TestStationRunConfiguration::secretsStayOut()
{
    Configuration configuration;
    configuration.url = QUrl(QStringLiteral("ws://u:swordfish@127.0.0.1/x?token=hidden#also"));
    configuration.password = QStringLiteral("sesame");
    const QByteArray text = textOf(configuration);
    for (const char* secret : {"swordfish", "hidden", "also", "sesame"})
        QVERIFY2(!text.contains(secret), secret);
}

void TestStationRunConfiguration::whatIsWrongIsToldWithItsPlace_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* text, const char* path, const char* part) {
        QTest::newRow(text) << QByteArray(text) << QString::fromLatin1(path)
                            << QString::fromLatin1(part);
    };
    row(R"({"stations":"x"})", "/stations", "did you mean \"station\"");
    row(R"({"station":7})", "/station", "text");
    row(R"({"deflate":"yes"})", "/deflate", "true or false");
    row(R"({"protocol":"ocpp3"})", "/protocol", "ocpp1.6");
    row(R"({"policy":{"jitter_ratio":7}})", "/policy/jitter_ratio", "");
    row(R"({"policy":[]})", "/policy", "object");
    row(R"({"url":"http://x"})", "/url", "WebSocket");
    row(R"({"url":"ws://x/","server":{}})", "/url", "leave one");
    row(R"({"seed":"-1"})", "/seed", "whole number");
    row(R"({"duration":"soon"})", "/duration", "duration");
    row(R"({"drops":{}})", "/drops", "array");
    row(R"({"drops":[7]})", "/drops/0", "object");
    row(R"({"drops":[{"at":"1s"},{"kind":"kick"}]})", "/drops/1/kind", "close, fin, reset");
    row(R"({"calls":[{"when":"1s"}]})", "/calls/0/when", "not known");
    row(R"({"server":{"port":65536}})", "/server/port", "65535");
    row(R"({"server":{"port":1.5}})", "/server/port", "whole number");
    row(R"({"server":{"boot":"maybe"}})", "/server/boot", "accepted");
    row(R"({"server":{"closings":[{"how":"1006"}]}})", "/server/closings/0/how", "close code");
    row(R"({"server":{"closings":[{"on_message":1,"after":"1s"}]}})", "/server/closings/0", "both");
    row(R"({"server":{"outages":[{"at":"-1s"}]}})", "/server/outages/0/at", "negative");
}

void TestStationRunConfiguration::whatIsWrongIsToldWithItsPlace()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, path);
    QFETCH(QString, part);
    QVERIFY(QJsonDocument::fromJson(text).isObject());
    const auto read = Configuration::fromJson(object(text.constData()));
    QVERIFY(!read.hasValue());
    QCOMPARE(read.error().size(), std::size_t{1});
    QCOMPARE(read.error().front().path, path);
    QVERIFY2(read.error().front().sentence.contains(part),
             qPrintable(read.error().front().sentence));
}

void TestStationRunConfiguration::allErrorsAreToldAtOnce()
{
    const auto read = Configuration::fromJson(object(R"({"station":1,"seed":2,"tls":{"x":3}})"));
    QVERIFY(!read.hasValue());
    QCOMPARE(read.error().size(), std::size_t{3});
}

void TestStationRunConfiguration::whatCannotRunIsRefused_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* part, const Change& change) {
        QTest::newRow(part) << change << QString::fromLatin1(part);
    };
    row("max_backoff", [](Configuration& c) { c.policy.maxBackoff = 1ns; });
    row("leave out the URL", [](Configuration& c) {
        c.virtualTime = true;
        c.url = QUrl(QStringLiteral("ws://x/"));
    });
    row("give a duration", [](Configuration& c) { c.virtualTime = true; });
    row("choose another", [](Configuration& c) { c.station = QStringLiteral("a/b"); });
    row("an outage needs the embedded server", [](Configuration& c) {
        c.url = QUrl(QStringLiteral("ws://x/"));
        c.outages = {{1s, 1s}};
    });
    row("lasts no time", [](Configuration& c) { c.outages = {{1s, 0s}}; });
    row("no OCPP action", [](Configuration& c) { c.calls = {{1s, QStringLiteral("a b"), {}}}; });
    row("needs a session", [](Configuration& c) {
        c.protocol.reset();
        c.calls = {{1s, QStringLiteral("Heartbeat"), {}}};
    });
}

void TestStationRunConfiguration::whatCannotRunIsRefused()
{
    QFETCH(Change, change);
    QFETCH(QString, part);
    Configuration configuration;
    QVERIFY(configuration.validate().hasValue());
    change(configuration);
    const auto valid = configuration.validate();
    QVERIFY(!valid.hasValue());
    QVERIFY2(valid.error().contains(part), qPrintable(valid.error()));
}

QTEST_GUILESS_MAIN(TestStationRunConfiguration)

} // namespace tst_station_run_configuration

#include "tst_station_run_configuration.moc"
