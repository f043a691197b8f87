// SPDX-License-Identifier: MIT
// What the options of connect and demo make of a run's configuration.
#include "app/cli/run_options.h"
#include "app/cli/stream_options.h"
#include "app/cli/verbs.h"
#include "core/scenario/msgi_run.h"
#include "core/server/self_signed_certificate.h"

#include <QSet>
#include <QTemporaryDir>
#include <QTest>

namespace tst_run_options {

using namespace redial;
using namespace std::chrono_literals;

namespace {

Expected<StationRunConfiguration, QString> read(const QStringList& words)
{
    const auto arguments =
        parseArguments(connectVerb(), QStringList{QStringLiteral("ws://127.0.0.1:9000/")} + words);
    if (!arguments)
        return Unexpected{arguments.error()};
    StationRunConfiguration configuration;
    if (const auto done = readStation(*arguments, configuration); !done)
        return Unexpected{done.error()};
    return configuration;
}

QStringList words(const char* line)
{
    return QString::fromUtf8(line).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

Expected<StationRunConfiguration, QString> readFeed(const QStringList& words)
{
    const auto arguments =
        parseArguments(connectVerb(), QStringList{QStringLiteral("ws://127.0.0.1:9000/")} + words);
    if (!arguments)
        return Unexpected{arguments.error()};
    StationRunConfiguration configuration;
    if (const auto done = readStream(*arguments, configuration); !done)
        return Unexpected{done.error()};
    return configuration;
}

} // namespace

class TestRunOptions : public QObject
{
    Q_OBJECT
private slots:
    void noVerbHasAnOptionTwice();
    void withoutOptionsItIsTheDefault();
    void optionsSetTheirValues();
    void callsArePlanned();
    void aWrongMsgiUrlIsNamedWithoutItsPassword();
    void wrongValuesNameTheirOption_data();
    void wrongValuesNameTheirOption();
    void passwordsAndCertificatesComeFromFiles();
    void theCommandLineOfARunMakesTheSameRun();
    void theCommandLineOfARunHoldsNoSecrets();
    void everyOptionOfAFeedSetsItsValue();
    void aWrongOptionOfAFeedIsNamed_data();
    void aWrongOptionOfAFeedIsNamed();
};

void TestRunOptions::noVerbHasAnOptionTwice()
{
    for (const Verb& verb : allVerbs()) {
        QSet<QString> names;
        for (const OptionSpec& option : verb.options) {
            QVERIFY2(!names.contains(option.name), qPrintable(verb.name + u' ' + option.name));
            names.insert(option.name);
        }
    }
}

void TestRunOptions::withoutOptionsItIsTheDefault()
{
    const auto configuration = read({});
    QVERIFY(configuration.hasValue());
    QCOMPARE(configuration.value().toJson(), StationRunConfiguration().toJson());
}

void TestRunOptions::optionsSetTheirValues()
{
    const auto station =
        read(words("--station CP-7 --protocol ocpp2.0.1 --transport qt --deflate --max-backoff 7s "
                   "--boot-policy on_change --tls-insecure --drop-at 5s:fin --drop-at 9s"));
    QVERIFY2(station.hasValue(), station ? "" : qPrintable(station.error()));
    const StationRunConfiguration& configuration = station.value();
    QCOMPARE(configuration.station, QStringLiteral("CP-7"));
    QVERIFY(configuration.protocol == OcppVersion::V201);
    QVERIFY(configuration.transport == TransportKind::QWebSocket);
    QVERIFY(configuration.deflate && !configuration.echo);
    QVERIFY(configuration.policy.maxBackoff == 7s);
    QVERIFY(configuration.session.bootPolicy == BootPolicy::OnChange);
    QVERIFY(!configuration.tls.verify);
    QVERIFY(configuration.drops ==
            (std::vector<PlannedDrop>{{5s, DropKind::EndOfStream}, {9s, DropKind::Reset}}));
}

void TestRunOptions::callsArePlanned()
{
    const auto configuration =
        read({QStringLiteral("--call-at"), QStringLiteral("12s:StatusNotification"),
              QStringLiteral("--call-at=1500ms:DataTransfer:{\"vendorId\":\"a:b\"}")});
    QVERIFY(configuration.hasValue());
    const std::vector<PlannedCall> expected{
        {12s, QStringLiteral("StatusNotification"), {}},
        {1500ms,
         QStringLiteral("DataTransfer"),
         {{QStringLiteral("vendorId"), QStringLiteral("a:b")}}}};
    QVERIFY(configuration.value().calls == expected);
}

void TestRunOptions::aWrongMsgiUrlIsNamedWithoutItsPassword()
{
    for (const char* text : {"msgi://user:hunter2@127.0.0.1:1", "msgi://user:hunter2@host:1*0"}) {
        const auto server = parseMsgiServer(QString::fromLatin1(text));
        QVERIFY(!server);
        QVERIFY2(!server.error().contains(QLatin1String("hunter2")), qPrintable(server.error()));
    }
}

void TestRunOptions::wrongValuesNameTheirOption_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* line, const char* option, const char* part) {
        QTest::newRow(line) << QString::fromLatin1(line) << QString::fromLatin1(option)
                            << QString::fromLatin1(part);
    };
    row("--protocol ocpp3", "--protocol", "ocpp1.6");
    row("--transport pigeon", "--transport", "precise");
    row("--drop-at soon", "--drop-at", "duration");
    row("--drop-at 5s:kick", "--drop-at", "5s:fin");
    row("--call-at soon:Heartbeat", "--call-at", "duration");
    row("--call-at 5s", "--call-at", "12s:DataTransfer");
    row("--call-at 5s:DataTransfer:[]", "--call-at", "JSON object");
    row("--call-at 5s:DataTransfer:{", "--call-at", "JSON object");
    row("--boot-policy never", "--boot-policy", "on_change");
    row("--max-backoff 1ns", "--max-backoff", "");
    row("--jitter-ratio 7", "--jitter-ratio", "");
    row("--password-file /no/such/file", "--password-file", "cannot be read");
    row("--tls-ca /no/such/file", "--tls-ca", "cannot be read");
}

void TestRunOptions::wrongValuesNameTheirOption()
{
    QFETCH(QString, line);
    QFETCH(QString, option);
    QFETCH(QString, part);
    const auto configuration = read(line.split(QLatin1Char(' ')));
    QVERIFY(!configuration.hasValue());
    QVERIFY2(configuration.error().startsWith(option + QLatin1String(": ")),
             qPrintable(configuration.error()));
    QVERIFY2(configuration.error().contains(part), qPrintable(configuration.error()));
}

void TestRunOptions::passwordsAndCertificatesComeFromFiles()
{
    QTemporaryDir folder;
    QFile password(folder.filePath(QStringLiteral("password")));
    QVERIFY(password.open(QIODevice::WriteOnly) && password.write("swordfish\n") > 0);
    password.close();
    QVERIFY(makeServerCertificate(folder.path()));
    const QString certificate = folder.filePath(QStringLiteral("server.crt"));
    const QString key = folder.filePath(QStringLiteral("server.key"));
    const auto contents = [](const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const auto configuration = read(
        {QStringLiteral("--password-file"), password.fileName(), QStringLiteral("--tls-ca"),
         certificate, QStringLiteral("--tls-cert"), certificate, QStringLiteral("--tls-key"), key});
    QVERIFY(configuration.hasValue());
    QCOMPARE(configuration.value().password, QStringLiteral("swordfish"));
    QVERIFY(!contents(certificate).isEmpty());
    QCOMPARE(configuration.value().tls.caCertificates, contents(certificate));
    QCOMPARE(configuration.value().tls.ownCertificate, contents(certificate));
    QCOMPARE(configuration.value().tls.ownKey, contents(key));
    const auto noCertificate = read({QStringLiteral("--tls-ca"), password.fileName()});
    QVERIFY(!noCertificate && noCertificate.error().startsWith(QLatin1String("--tls-ca: ")));
    QVERIFY(!read({QStringLiteral("--tls-cert"), password.fileName()}));
}

void TestRunOptions::theCommandLineOfARunMakesTheSameRun()
{
    StationRunConfiguration wanted;
    wanted.url = QUrl(QStringLiteral("ws://127.0.0.1:9000/"));
    wanted.station = QStringLiteral("CP-7");
    wanted.protocol = OcppVersion::V201;
    wanted.transport = TransportKind::QWebSocket;
    wanted.policy.maxBackoff = 7s;
    wanted.policy.jitterRatio = 0.1;
    wanted.session.bootPolicy = BootPolicy::FirstConnection;
    const QStringList line = commandLineOf(wanted);
    QCOMPARE(line.mid(0, 3), (QStringList{QStringLiteral("redial"), QStringLiteral("connect"),
                                          QStringLiteral("ws://127.0.0.1:9000/")}));
    auto made = read(line.mid(3));
    QVERIFY2(made.hasValue(), made ? "" : qPrintable(made.error()));
    made.value().url = wanted.url;
    QCOMPARE(made.value().toJson(), wanted.toJson());
}

void TestRunOptions::theCommandLineOfARunHoldsNoSecrets()
{
    StationRunConfiguration configuration;
    configuration.url = QUrl(QStringLiteral("ws://u:swordfish@127.0.0.1/x?token=hidden"));
    configuration.password = QStringLiteral("sesame");
    const QString line = commandLineOf(configuration).join(QLatin1Char(' '));
    for (const char* secret : {"swordfish", "hidden", "sesame"})
        QVERIFY2(!line.contains(QLatin1String(secret)), secret);
}

void TestRunOptions::everyOptionOfAFeedSetsItsValue()
{
    QVERIFY(!readFeed({})->stream);
    const auto configuration = readFeed(words(
        R"(--profile stream --auth {"t":"{token}"} --auth-ok /t=ok --auth-refused /t=no)"
        R"( --token-file token --subscribe a --subscribe b={"want":"b"} --subscribe-message {"s":"{name}"})"
        R"( --subscribe-ok /s={name} --subscribe-refused /t=no --heartbeat {"h":1} --pong /h=2)"
        R"( --passive-ping ping=>pong --channel /c --sequence /n --recover {"r":"{channel}"})"
        R"( --recovered /r=1 --lost /r=0 --handler books=b* --token-timeout 1s --auth-timeout 2s)"
        R"( --fresh-auth no --subscription-timeout 3s --subscription-failure go_on)"
        R"( --heartbeat-every 4s --heartbeat-timeout 500ms --sequence-scope connection)"
        R"( --recovery-timeout 6s --held-messages 7)"));
    QVERIFY2(configuration, configuration ? "" : qPrintable(configuration.error()));
    QVERIFY(configuration->stream && !configuration->protocol);
    const StreamProfile& feed = *configuration->stream;
    QCOMPARE(feed.auth->message, QStringLiteral(R"({"t":"{token}"})"));
    QVERIFY(feed.auth->accepted && feed.auth->refused);
    QCOMPARE(feed.token.place, QStringLiteral("token"));
    QCOMPARE(feed.subscriptions.size(), 2U);
    QCOMPARE(feed.subscriptions[1].name, QStringLiteral("b"));
    QCOMPARE(feed.subscriptions[1].question.message, QStringLiteral(R"({"want":"b"})"));
    QCOMPARE(feed.subscriptions[0].question.message, QStringLiteral(R"({"s":"{name}"})"));
    QVERIFY(feed.subscriptions[0].question.accepted && feed.subscriptions[0].question.refused);
    QVERIFY(feed.heartbeat->message == QLatin1String(R"({"h":1})") && feed.heartbeat->pong);
    QCOMPARE(feed.passivePings.at(0).answer, QStringLiteral("pong"));
    QCOMPARE(feed.channelPointer + feed.sequencePointer, QStringLiteral("/c/n"));
    QVERIFY(feed.recovery->accepted && feed.recovery->refused);
    QCOMPARE(feed.handlerOf(QStringLiteral("book")), QStringLiteral("books"));
    for (const auto& knob : streamSessionKnobs())
        QVERIFY2(knob.write(feed.policy) != knob.write(StreamSessionPolicy()),
                 qPrintable(knob.optionName()));
}

void TestRunOptions::aWrongOptionOfAFeedIsNamed_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* line, const char* part) {
        QTest::newRow(line) << QString::fromLatin1(line) << QString::fromLatin1(part);
    };
    row("--auth hello", "--auth belongs to a feed; add --profile stream");
    row("--profile feed", "--profile: ");
    row("--profile stream --auth-ok /t=ok", "--auth");
    row("--profile stream --auth x --auth-ok", "--auth-ok");
    row("--profile stream --token-file x", "--token-file is of no use without --auth");
    row("--profile stream --auth x --token-file a --token-env b", "give one of them");
    row("--profile stream --subscribe =x", "--subscribe: ");
    row("--profile stream --pong /h=1", "--heartbeat");
    row("--profile stream --passive-ping ping", "--passive-ping: ");
    row("--profile stream --channel c", "--channel: ");
    row("--profile stream --sequence n", "--sequence: ");
    row("--profile stream --recovered /r=1", "--recover");
    row("--profile stream --handler =b", "--handler: ");
    row("--profile stream --auth-timeout soon", "--auth-timeout: ");
    row("--profile stream --fresh-auth maybe", "--fresh-auth: ");
    row("--profile stream --subscription-failure give_up", "--subscription-failure: ");
    row("--profile stream --sequence-scope world", "--sequence-scope: ");
    row("--profile stream --held-messages -1", "--held-messages: ");
}

void TestRunOptions::aWrongOptionOfAFeedIsNamed()
{
    QFETCH(QString, line);
    QFETCH(QString, part);
    const auto configuration = readFeed(line.split(QLatin1Char(' ')));
    QVERIFY(!configuration);
    QVERIFY2(configuration.error().contains(part), qPrintable(configuration.error()));
}

QTEST_GUILESS_MAIN(TestRunOptions)

} // namespace tst_run_options

#include "tst_run_options.moc"
