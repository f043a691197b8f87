// SPDX-License-Identifier: MIT
// What the options of connect and demo make of a run's configuration.
#include "app/cli/run_options.h"
#include "app/cli/verbs.h"
#include "core/scenario/msgi_run.h"

#include <QSet>
#include <QTemporaryDir>
#include <QTest>

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
    const auto configuration = read({QStringLiteral("--password-file"), password.fileName(),
                                     QStringLiteral("--tls-ca"), password.fileName()});
    QVERIFY(configuration.hasValue());
    QCOMPARE(configuration.value().password, QStringLiteral("swordfish"));
    QCOMPARE(configuration.value().tls.caCertificates, QByteArray("swordfish\n"));
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

QTEST_GUILESS_MAIN(TestRunOptions)
#include "tst_run_options.moc"
