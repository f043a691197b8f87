// SPDX-License-Identifier: MIT
#include "core/report/junit_xml.h"
#include "core/scenario/scenario_result.h"

namespace redial {

namespace {

using Status = ScenarioResult::Status;
using Outcome = JunitCase::Outcome;

Outcome outcomeOf(Status status)
{
    switch (status) {
    case Status::Held:
        return Outcome::Passed;
    case Status::NotHeld:
        return Outcome::Failure;
    case Status::CouldNotRun:
        return Outcome::Error;
    case Status::Skipped:
        break;
    }
    return Outcome::Skipped;
}

JunitCase caseOf(const ScenarioResult& result)
{
    JunitCase testCase;
    testCase.name = result.title;
    testCase.className = result.file;
    testCase.length = result.length;
    testCase.outcome = outcomeOf(result.status);
    testCase.type = result.statusName();
    testCase.message = result.reason;
    testCase.text = result.reason;
    if (result.status != Status::NotHeld)
        return testCase;
    QStringList lines;
    for (const ExpectationResult& expectation : result.expectations) {
        if (!expectation.held)
            lines << expectation.sentence;
    }
    testCase.message = lines.value(0);
    testCase.text = (lines + result.witnesses).join(QLatin1Char('\n'));
    return testCase;
}

} // namespace

QByteArray scenariosJunit(const std::vector<ScenarioResult>& results)
{
    JunitSuite suite;
    suite.name = QStringLiteral("scenarios");
    for (const ScenarioResult& result : results) {
        if (suite.started.isEmpty())
            suite.started = result.started;
        suite.length += result.length;
        suite.cases.push_back(caseOf(result));
    }
    return junitXml(suite);
}

} // namespace redial
