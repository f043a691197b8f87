// SPDX-License-Identifier: MIT
#include "core/report/junit_report.h"

#include "core/base/to_qstring.h"
#include "core/report/finding_text.h"
#include "core/report/junit_xml.h"
#include "core/report/run_failure.h"

namespace redial {

namespace {

using Outcome = JunitCase::Outcome;

QString failureText(const RunReport& report, const Finding& finding)
{
    QStringList lines{finding.sentence};
    for (const EventNumber witness : finding.witnesses)
        lines << witnessLine(report.log, witness);
    lines << QStringLiteral("Severity: ") + toQString(nameOf(finding.severity));
    if (const QString rules = rulesText(finding); !rules.isEmpty())
        lines << QStringLiteral("Rules: ") + rules;
    if (!finding.remedy.isEmpty())
        lines << QStringLiteral("Remedy: ") + finding.remedy;
    return lines.join(QLatin1Char('\n'));
}

JunitCase caseOf(const RunReport& report, const OracleResult& result)
{
    JunitCase testCase;
    testCase.name = toQString(result.id) + QLatin1Char(' ') + result.title;
    testCase.className = report.name;
    if (result.outcome == OracleOutcome::Pass)
        return testCase;
    const bool failed = result.outcome == OracleOutcome::Fail;
    testCase.outcome = failed ? Outcome::Failure : Outcome::Skipped;
    testCase.message = result.explanation;
    testCase.type = toQString(result.id);
    if (failed)
        testCase.text = failureText(report, findings({result}).front());
    return testCase;
}

/// Every run has it, so that a CI server sees it come and go.
JunitCase wholeRunCase(const RunReport& report)
{
    JunitCase testCase;
    testCase.name = QStringLiteral("the run came to its end");
    testCase.className = report.name;
    const auto failure = runFailure(report.log);
    const EventNumber last = report.log.size();
    if (failure) {
        testCase.outcome = Outcome::Error;
        testCase.message = QStringLiteral("The run could not go on: %1").arg(*failure);
        testCase.type = QStringLiteral("could_not_run");
        testCase.text = witnessLine(report.log, last);
    } else if (last == 0 || report.log.header(last).kind != EventKind::RunEnded) {
        testCase.outcome = Outcome::Skipped;
        testCase.message =
            QStringLiteral("The run was cut off: what came after event %1 is not known.").arg(last);
    }
    return testCase;
}

} // namespace

QByteArray junitReport(const RunReport& report)
{
    JunitSuite suite;
    suite.name = report.name;
    suite.started = startedText(report.info);
    suite.length = lengthOf(report.log);
    suite.properties = {
        {QStringLiteral("program"), report.info.program},
        {QStringLiteral("seed"), QString::number(report.info.seed)},
        {QStringLiteral("clock"), toQString(nameOf(report.info.clock))},
        {QStringLiteral("events"), QString::number(report.log.size())},
    };
    suite.cases.push_back(wholeRunCase(report));
    for (const OracleResult& result : report.results)
        suite.cases.push_back(caseOf(report, result));
    return junitXml(suite);
}

} // namespace redial
