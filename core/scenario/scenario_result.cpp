// SPDX-License-Identifier: MIT
#include "core/scenario/scenario_result.h"

#include "core/report/run_failure.h"
#include "core/report/run_report.h"
#include "core/report/svg_charts.h"
#include "core/verdict/judge.h"

#include <QJsonArray>

#include <algorithm>

namespace redial {

QString ScenarioResult::statusName() const
{
    switch (status) {
    case Status::Held:
        return QStringLiteral("held");
    case Status::NotHeld:
        return QStringLiteral("not_held");
    case Status::CouldNotRun:
        return QStringLiteral("could_not_run");
    case Status::Skipped:
        break;
    }
    return QStringLiteral("skipped");
}

QJsonObject ScenarioResult::toJson() const
{
    QJsonArray checked;
    for (const ExpectationResult& expectation : expectations) {
        QJsonArray events;
        for (const EventNumber witness : expectation.witnesses)
            events.append(qint64(witness));
        checked.append(QJsonObject{{QStringLiteral("name"), expectation.name},
                                   {QStringLiteral("held"), expectation.held},
                                   {QStringLiteral("sentence"), expectation.sentence},
                                   {QStringLiteral("witnesses"), events}});
    }
    QJsonObject object{{QStringLiteral("file"), file},
                       {QStringLiteral("scenario"), title},
                       {QStringLiteral("status"), statusName()},
                       {QStringLiteral("clock"),
                        virtualTime ? QStringLiteral("virtual") : QStringLiteral("system")},
                       {QStringLiteral("seed"), QString::number(seed)},
                       {QStringLiteral("length_ns"), qint64(length.count())},
                       {QStringLiteral("expectations"), checked}};
    if (!reason.isEmpty())
        object.insert(QStringLiteral("reason"), reason);
    return object;
}

ScenarioResult judgeScenario(const Scenario& scenario, const EventLog& log, const RunInfo& info,
                             const QString& file)
{
    using Status = ScenarioResult::Status;
    const auto oracles = judge(log, info);
    const RunReport report{log, info, oracles, file};
    ScenarioResult result;
    result.file = file;
    result.title = scenario.title();
    result.comment = scenario.comment;
    result.virtualTime = info.clock == ClockKind::Virtual;
    result.seed = info.seed;
    result.length = lengthOf(log);
    result.started = startedText(info);
    result.timeline = timelineSvg(report);
    result.expectations = checkExpectations(scenario.expectations, log, oracles);
    for (const ExpectationResult& expectation : result.expectations) {
        if (expectation.held)
            continue;
        result.status = Status::NotHeld;
        for (const EventNumber witness : expectation.witnesses)
            result.witnesses << witnessLine(log, witness);
    }
    if (const auto failure = runFailure(log)) {
        result.status = Status::CouldNotRun;
        result.reason = QStringLiteral("the run could not go on: %1").arg(*failure);
    }
    return result;
}

} // namespace redial
