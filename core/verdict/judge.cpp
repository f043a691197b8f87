// SPDX-License-Identifier: MIT
#include "core/verdict/judge.h"

#include "core/reconnect/policy_knobs.h"
#include "core/session/session_knobs.h"
#include "core/verdict/oracle.h"

#include <algorithm>

namespace redial {

namespace {

/// A machine that was later than this proves nothing about times.
constexpr std::chrono::nanoseconds largestTolerance = std::chrono::seconds(2);

std::chrono::nanoseconds toleranceOf(const EventLog& log, const RunInfo& info)
{
    if (info.clock == ClockKind::Virtual)
        return std::chrono::nanoseconds::zero();
    std::chrono::nanoseconds tolerance = VerdictContext::defaultTolerance;
    // The run's own measurement of how late its timers came.
    if (log.size() > 0 && log.header(log.size()).kind == EventKind::RunEnded) {
        if (const auto measured = log.duration(log.size(), FieldKey::EpsNs))
            tolerance = std::clamp(*measured, tolerance, largestTolerance);
    }
    return tolerance;
}

} // namespace

std::string_view nameOf(OracleOutcome outcome)
{
    switch (outcome) {
    case OracleOutcome::Pass:
        return "pass";
    case OracleOutcome::Fail:
        return "fail";
    case OracleOutcome::NotExercised:
        break;
    }
    return "not_exercised";
}

VerdictContext verdictContext(const EventLog& log, const RunInfo& info)
{
    VerdictContext context;
    context.tolerance = toleranceOf(log, info);
    const QJsonValue policy = info.configuration[QLatin1String("policy")];
    if (policy.isObject()) {
        if (const auto read = policyFromJson(policy.toObject()))
            context.policy = *read;
    }
    const QJsonValue session = info.configuration[QLatin1String("session")];
    if (session.isObject()) {
        if (const auto read = sessionPolicyFromJson(session.toObject()))
            context.session = *read;
    }
    const QJsonValue boot = session[QLatin1String("boot_policy")];
    context.bootOnEveryConnection =
        boot.isUndefined() || boot.toString() == QLatin1String("every_connection");
    context.verifiesTls =
        info.configuration[QLatin1String("tls")][QLatin1String("verify")].toBool(true);
    const QJsonValue stream = info.configuration[QLatin1String("stream")];
    if (stream.isObject()) {
        if (auto read = StreamProfile::fromJson(stream.toObject()))
            context.stream = std::move(*read);
    }
    return context;
}

std::vector<OracleResult> judge(const EventLog& log, const VerdictContext& context)
{
    const RunView run(log);
    std::vector<OracleResult> results;
    results.reserve(oracles().size());
    for (const Oracle& oracle : oracles()) {
        OracleAnswer answer = oracle.examine(run, context);
        results.push_back({oracle.id, oracle.rules,
                           QString::fromUtf8(oracle.title.data(), qsizetype(oracle.title.size())),
                           answer.outcome, std::move(answer.witnesses),
                           std::move(answer.explanation)});
    }
    return results;
}

std::vector<OracleResult> judge(const EventLog& log, const RunInfo& info)
{
    return judge(log, verdictContext(log, info));
}

bool allHold(const std::vector<OracleResult>& results)
{
    return std::none_of(results.begin(), results.end(), [](const OracleResult& result) {
        return result.outcome == OracleOutcome::Fail;
    });
}

} // namespace redial
