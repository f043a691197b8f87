// SPDX-License-Identifier: MIT
#include "app/cli/fault_options.h"
#include "app/cli/serve_msgi.h"
#include "app/cli/verbs.h"
#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_description.h"
#include "core/fault/fault_implementations.h"

#include <QTest>

#include <algorithm>

namespace tst_fault_options {

using namespace redial;

class TestFaultOptions : public QObject
{
    Q_OBJECT
private slots:
    void withoutTheOptionsThereIsNoPlan();
    void whatTheModeDoesNotDoIsRefused();
    void everyErrorIsALine();
    void anOptionOfMsgiNeedsItsProfile();
    void everyExampleIsACommandOfThisProgram_data();
    void everyExampleIsACommandOfThisProgram();
};

namespace {

Verb sampleVerb()
{
    Verb verb;
    verb.name = QStringLiteral("serve");
    verb.options = faultOptions();
    return verb;
}

ParsedArguments parsed(const QStringList& faults)
{
    QStringList words;
    for (const QString& fault : faults)
        words << QStringLiteral("--fault") << fault;
    return *parseArguments(sampleVerb(), words);
}

/// The words of a command whose only quotes are single ones, as a shell splits it.
QStringList shellWords(const QString& command)
{
    QStringList words;
    const QStringList parts = command.split(QLatin1Char('\''));
    for (qsizetype i = 0; i < parts.size(); ++i) {
        if (i % 2 == 1)
            words << parts.at(i);
        else
            words << parts.at(i).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    }
    return words;
}

} // namespace

void TestFaultOptions::withoutTheOptionsThereIsNoPlan()
{
    const auto plan = readFaults(parsed({}), FaultMode::Server);
    QVERIFY(plan.hasValue() && plan->isEmpty());
}

void TestFaultOptions::whatTheModeDoesNotDoIsRefused()
{
    const auto plan =
        readFaults(parsed({QStringLiteral("M1"), QStringLiteral("D1")}), FaultMode::Server);
    QVERIFY(!plan);
    QVERIFY2(
        plan.error().startsWith(QLatin1String("--fault: M1 (msgi_bad_magic) needs frames of MSGI")),
        qPrintable(plan.error()));
    QVERIFY(plan.error().contains(QLatin1String("\n--fault: D1 ")));
}

void TestFaultOptions::everyErrorIsALine()
{
    const auto plan = readFaults(parsed({QStringLiteral("W4 code=x"), QStringLiteral("nothing")}),
                                 FaultMode::Server);
    QVERIFY(!plan);
    QCOMPARE(plan.error().split(QLatin1Char('\n')).size(), 2);
}

void TestFaultOptions::anOptionOfMsgiNeedsItsProfile()
{
    const auto check = [](const QStringList& words) {
        return checkNoServeMsgiOptions(*parseArguments(serveVerb(), words));
    };
    QVERIFY(check({QStringLiteral("--profile"), QStringLiteral("stream")}));
    const auto refused = check({QStringLiteral("--hmac-key-file"), QStringLiteral("key")});
    QVERIFY(!refused);
    QCOMPARE(refused.error(),
             QStringLiteral("--hmac-key-file: is for --profile msgi; add that, or leave it out."));
}

void TestFaultOptions::everyExampleIsACommandOfThisProgram_data()
{
    QTest::addColumn<QString>("command");
    QTest::newRow("option alone") << QString();
    for (const FaultDefinition& fault : faultCatalogue()) {
        for (const QString& command : faultExampleCommands(fault))
            QTest::addRow("%s", qPrintable(command)) << command;
    }
}

void TestFaultOptions::everyExampleIsACommandOfThisProgram()
{
    QFETCH(QString, command);
    if (command.isEmpty())
        return;
    const QStringList words = shellWords(command);
    QCOMPARE(words.at(0), QStringLiteral("redial"));
    const auto verbs = allVerbs();
    const auto verb = std::find_if(verbs.begin(), verbs.end(),
                                   [&](const Verb& row) { return row.name == words.at(1); });
    QVERIFY(verb != verbs.end());
    const auto arguments = parseArguments(*verb, words.mid(2));
    QVERIFY2(arguments.hasValue(), arguments ? "" : qPrintable(arguments.error()));
    const auto mode = verb->name == QLatin1String("serve")     ? FaultMode::Server
                      : verb->name == QLatin1String("connect") ? FaultMode::Client
                                                               : FaultMode::Proxy;
    const bool isMsgi = arguments->value(QStringLiteral("profile")) == QLatin1String("msgi");
    const auto plan = isMsgi ? readMsgiFaults(*arguments) : readFaults(*arguments, mode);
    QVERIFY2(plan.hasValue(), plan ? "" : qPrintable(plan.error()));
    QCOMPARE(plan->faults.size(), 1U);
}

QTEST_APPLESS_MAIN(TestFaultOptions)

} // namespace tst_fault_options

#include "tst_fault_options.moc"
