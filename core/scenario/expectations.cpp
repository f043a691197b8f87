// SPDX-License-Identifier: MIT
#include "core/scenario/expectations.h"

#include "core/base/to_qstring.h"
#include "core/log/metrics.h"

#include <algorithm>
#include <array>

namespace redial {

namespace {

using Figure = std::optional<double>;

struct FigureRow
{
    const char* name;
    Figure (*of)(const MetricsValues& values);
};

Figure count(std::uint64_t number)
{
    return double(number);
}

Figure seconds(const std::optional<std::chrono::nanoseconds>& duration)
{
    return duration ? Figure(std::chrono::duration<double>(*duration).count()) : std::nullopt;
}

using Values = const MetricsValues&;
constexpr std::array<FigureRow, 22> figures{{
    {"attempts", [](Values v) { return count(v.connectsAttempted); }},
    {"backoffs", [](Values v) { return count(v.backoffsScheduled); }},
    {"boots_accepted", [](Values v) { return count(v.bootsAccepted); }},
    {"boots_sent", [](Values v) { return count(v.bootsSent); }},
    {"calls_sent", [](Values v) { return count(v.callsSent); }},
    {"connections_opened", [](Values v) { return count(v.connectionsOpened); }},
    {"drops", [](Values v) { return count(v.drops); }},
    {"failed_attempts", [](Values v) { return count(v.failedAttempts); }},
    {"gave_up", [](Values v) { return count(v.gaveUpReason ? 1 : 0); }},
    {"heartbeats_sent", [](Values v) { return count(v.heartbeatsSent); }},
    {"last_reconnect_s", [](Values v) { return seconds(v.lastReconnectDuration); }},
    {"last_recovery_s", [](Values v) { return seconds(v.lastRecoveryDuration); }},
    {"messages_in", [](Values v) { return count(v.messagesIn); }},
    {"messages_out", [](Values v) { return count(v.messagesOut); }},
    {"pings_received", [](Values v) { return count(v.pingsReceived); }},
    {"pings_sent", [](Values v) { return count(v.pingsSent); }},
    {"pongs_received", [](Values v) { return count(v.pongsReceived); }},
    {"queue_drops", [](Values v) { return count(v.queueDrops); }},
    {"reconnects", [](Values v) { return count(v.reconnects); }},
    {"sends_rejected", [](Values v) { return count(v.sendsRejected); }},
    {"server_calls_received", [](Values v) { return count(v.serverCallsReceived); }},
    {"time_online_s", [](Values v) { return seconds(v.timeOnline(v.lastEvent)); }},
}};

QString words(OracleOutcome outcome)
{
    switch (outcome) {
    case OracleOutcome::Pass:
        return QStringLiteral("held");
    case OracleOutcome::Fail:
        return QStringLiteral("failed");
    case OracleOutcome::NotExercised:
        break;
    }
    return QStringLiteral("was not exercised");
}

QString boundsText(const FigureThreshold& threshold)
{
    QStringList parts;
    if (threshold.atLeast)
        parts << QStringLiteral("at least %1").arg(*threshold.atLeast);
    if (threshold.atMost)
        parts << QStringLiteral("at most %1").arg(*threshold.atMost);
    return parts.join(QStringLiteral(" and "));
}

/// Of a name out of figureNames().
ExpectationResult checkFigure(const QString& name, const FigureThreshold& threshold,
                              const MetricsValues& values)
{
    const auto* row = std::find_if(figures.begin(), figures.end(), [&](const FigureRow& known) {
        return QLatin1String(known.name) == name;
    });
    const Figure figure = row->of(values);
    ExpectationResult result{name, {}, false, {}, {}};
    QString is = QStringLiteral("unknown");
    if (figure) {
        is = QString::number(*figure);
        result.held = *figure >= threshold.atLeast.value_or(*figure) &&
                      *figure <= threshold.atMost.value_or(*figure);
    }
    result.sentence =
        result.held
            ? QStringLiteral("%1 is %2.").arg(name, is)
            : QStringLiteral("%1 is %2; %3 was expected.").arg(name, is, boundsText(threshold));
    return result;
}

std::optional<ExpectationResult> checkOracle(const Expectations& expectations,
                                             const OracleResult& oracle)
{
    const QString id = toQString(oracle.id);
    const auto expected = expectations.oracles.find(id);
    const auto exception = expectations.exceptions.find(id);
    const bool named = expected != expectations.oracles.end();
    const bool failed = oracle.outcome == OracleOutcome::Fail;
    if (!named && !failed)
        return std::nullopt;
    ExpectationResult result{id + QLatin1Char(' ') + oracle.title, id, true, oracle.explanation,
                             oracle.witnesses};
    if (failed && exception != expectations.exceptions.end()) {
        result.sentence = QStringLiteral("Failed, and is accepted: %1 %2")
                              .arg(exception->second, oracle.explanation);
        return result;
    }
    result.held = named ? oracle.outcome == expected->second : !failed;
    if (!result.held && named)
        result.sentence =
            QStringLiteral("%1 %2, but the scenario expects that it %3: %4")
                .arg(id, words(oracle.outcome), words(expected->second), oracle.explanation);
    return result;
}

} // namespace

QStringList figureNames()
{
    QStringList names;
    for (const FigureRow& row : figures)
        names << QLatin1String(row.name);
    return names;
}

std::map<QString, double> figureValues(const EventLog& log)
{
    const MetricsValues metrics = metricsOf(log);
    std::map<QString, double> values;
    for (const FigureRow& row : figures)
        if (const Figure figure = row.of(metrics))
            values.emplace(QLatin1String(row.name), *figure);
    return values;
}

std::vector<ExpectationResult> checkExpectations(const Expectations& expectations,
                                                 const EventLog& log,
                                                 const std::vector<OracleResult>& results)
{
    std::vector<ExpectationResult> checked;
    for (const OracleResult& oracle : results) {
        if (auto result = checkOracle(expectations, oracle))
            checked.push_back(std::move(*result));
    }
    const MetricsValues values = metricsOf(log);
    for (const auto& [name, threshold] : expectations.figures)
        checked.push_back(checkFigure(name, threshold, values));
    return checked;
}

} // namespace redial
