// SPDX-License-Identifier: MIT
#include "app/cli/arguments.h"
#include "app/cli/console.h"
#include "app/cli/verbs.h"

#include <QTest>

namespace tst_arguments {

using namespace redial;
using namespace std::chrono_literals;

class TestArguments : public QObject
{
    Q_OBJECT
private slots:
    void optionsAreReadWithBlankOrEquals();
    void wrongWordsAreRefusedWithTheRemedy_data();
    void wrongWordsAreRefusedWithTheRemedy();
    void aDurationErrorNamesItsOption();
    void aNumberOutOfRangeNamesItsOption();
    void theHelpNamesEveryOption();
    void aBenchThatCannotBeMeasuredIsRefused_data();
    void aBenchThatCannotBeMeasuredIsRefused();
};

namespace {

Verb sampleVerb()
{
    return {
        QStringLiteral("serve"),
        QStringLiteral("[FILE]"),
        QStringLiteral("Plays a server"),
        {{QStringLiteral("port"), QStringLiteral("N"), QStringLiteral("port to listen on"), {}},
         {QStringLiteral("tls"), {}, QStringLiteral("serve wss://"), QStringLiteral("Security")}},
        QStringLiteral("redial serve --port 9000"),
        {}};
}

} // namespace

void TestArguments::optionsAreReadWithBlankOrEquals()
{
    const auto parsed = parseArguments(
        sampleVerb(), {QStringLiteral("--port"), QStringLiteral("1"), QStringLiteral("--port=2"),
                       QStringLiteral("--tls"), QStringLiteral("--json"), QStringLiteral("--"),
                       QStringLiteral("--file")});
    QVERIFY(parsed.hasValue());
    QCOMPARE(parsed->value(QStringLiteral("port")), QStringLiteral("2"));
    QCOMPARE(parsed->values(QStringLiteral("port")).size(), 2);
    QVERIFY(parsed->isSet(QStringLiteral("tls")));
    QVERIFY(parsed->isSet(QStringLiteral("json")));
    QVERIFY(!parsed->isSet(QStringLiteral("quiet")));
    QCOMPARE(parsed->positional(), QStringList{QStringLiteral("--file")});
}

void TestArguments::wrongWordsAreRefusedWithTheRemedy_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("part");
    QTest::newRow("unknown") << QStringList{QStringLiteral("--colour")}
                             << QStringLiteral("see redial serve --help");
    QTest::newRow("misspelt") << QStringList{QStringLiteral("--prot=1")}
                              << QStringLiteral("did you mean --port?");
    QTest::newRow("no value") << QStringList{QStringLiteral("--port")}
                              << QStringLiteral("--port N");
    QTest::newRow("value for a switch")
        << QStringList{QStringLiteral("--tls=1")} << QStringLiteral("takes no value");
    QTest::newRow("one word too many") << QStringList{QStringLiteral("a"), QStringLiteral("b")}
                                       << QStringLiteral("\"b\" is one word too many");
}

void TestArguments::wrongWordsAreRefusedWithTheRemedy()
{
    QFETCH(QStringList, words);
    QFETCH(QString, part);
    const auto parsed = parseArguments(sampleVerb(), words);
    QVERIFY(!parsed.hasValue());
    QVERIFY2(parsed.error().contains(part), qPrintable(parsed.error()));
}

void TestArguments::aDurationErrorNamesItsOption()
{
    const auto parsed =
        parseArguments(sampleVerb(), {QStringLiteral("--port"), QStringLiteral("soon")});
    const auto duration = parsed->duration(QStringLiteral("port"), 1s);
    QVERIFY(!duration.hasValue());
    QVERIFY(duration.error().startsWith(QLatin1String("--port: ")));
    QVERIFY(*parsed->duration(QStringLiteral("absent"), 1s) == 1s);
}

void TestArguments::aNumberOutOfRangeNamesItsOption()
{
    const auto parsed =
        parseArguments(sampleVerb(), {QStringLiteral("--port"), QStringLiteral("65536")});
    const auto number = parsed->number(QStringLiteral("port"), 0, 65535);
    QVERIFY(!number.hasValue());
    QVERIFY(number.error().contains(QLatin1String("65535")));
    QCOMPARE(*parsed->number(QStringLiteral("port"), 0, 65536), std::uint64_t{65536});
}

void TestArguments::theHelpNamesEveryOption()
{
    const QString help = helpText(sampleVerb());
    for (const char* part : {"--port N", "--tls", "--json", "--quiet", "--no-color",
                             "Security:", "redial serve --port 9000", "Exit status"})
        QVERIFY2(help.contains(QString::fromLatin1(part)), part);
}

void TestArguments::aBenchThatCannotBeMeasuredIsRefused_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("unknown") << QStringList{QStringLiteral("mgsi")};
    QTest::newRow("none") << QStringList{QStringLiteral("--rounds=0")};
    QTest::newRow("too many") << QStringList{QStringLiteral("--rounds=1000")};
    QTest::newRow("too short") << QStringList{QStringLiteral("--length=1ms")};
    QTest::newRow("no duration") << QStringList{QStringLiteral("--length=soon")};
}

void TestArguments::aBenchThatCannotBeMeasuredIsRefused()
{
    QFETCH(const QStringList, words);
    const Verb verb = benchVerb();
    const auto parsed = parseArguments(verb, words);
    QVERIFY(parsed);
    Console console({.quiet = true});
    QCOMPARE(int(verb.run(*parsed, console)), int(ExitStatus::Usage));
}

QTEST_GUILESS_MAIN(TestArguments)

} // namespace tst_arguments

#include "tst_arguments.moc"
