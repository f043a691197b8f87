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

/// What of a client's doings its server writes down, and the figure that counts it.
constexpr std::array<std::pair<EventKind, const char*>, 8> seenByServer{{
    {EventKind::Accepted, "attempts"},
    {EventKind::Opened, "connections_opened"},
    {EventKind::CallReceived, "calls_sent"},
    {EventKind::MessageIn, "messages_out"},
    {EventKind::MessageOut, "messages_in"},
    {EventKind::PingReceived, "pings_sent"},
    {EventKind::PingSent, "pings_received"},
    {EventKind::PongSent, "pongs_received"},
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

/// `values`: of every figure that the log tells.
ExpectationResult checkFigure(const QString& name, const FigureThreshold& threshold,
                              const std::map<QString, double>& values)
{
    ExpectationResult result{name, {}, false, {}, {}};
    const auto figure = values.find(name);
    if (figure == values.end()) {
        result.sentence = QStringLiteral("%1 is unknown: the run's log does not tell it; %2 was "
                                         "expected.")
                              .arg(name, boundsText(threshold));
        return result;
    }
    const double is = figure->second;
    result.held = is >= threshold.atLeast.value_or(is) && is <= threshold.atMost.value_or(is);
    result.sentence = result.held ? QStringLiteral("%1 is %2.").arg(name).arg(is)
                                  : QStringLiteral("%1 is %2; %3 was expected.")
                                        .arg(name)
                                        .arg(is)
                                        .arg(boundsText(threshold));
    return result;
}

/// Of a run without a client of our own: what its server saw of the client.
std::map<QString, double> figuresOfServer(const EventLog& log)
{
    std::map<QString, double> values;
    for (const char* name :
         {"attempts", "boots_sent", "calls_sent", "connections_opened", "heartbeats_sent",
          "messages_in", "messages_out", "pings_received", "pings_sent", "pongs_received"})
        values.emplace(QLatin1String(name), 0);
    const auto add = [&values](const char* name) { ++values[QLatin1String(name)]; };
    for (EventNumber number = 1; number <= log.size(); ++number) {
        if (log.header(number).source != Source::Server)
            continue;
        const EventKind kind = log.header(number).kind;
        for (const auto& [seen, name] : seenByServer)
            if (seen == kind)
                add(name);
        const std::string_view action = log.text(number, FieldKey::Action);
        if (kind == EventKind::CallReceived && action == "BootNotification")
            add("boots_sent");
        if (kind == EventKind::CallReceived && action == "Heartbeat")
            add("heartbeats_sent");
    }
    values.emplace(QStringLiteral("reconnects"),
                   std::max(values[QStringLiteral("connections_opened")] - 1, 0.0));
    return values;
}

bool hasClient(const EventLog& log)
{
    for (EventNumber number = 1; number <= log.size(); ++number)
        if (log.header(number).source == Source::Client)
            return true;
    return false;
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
    if (!result.held && exception != expectations.exceptions.end()) {
        result.sentence =
            QStringLiteral("%1 %2, but the scenario expects that it %3 (%4); take the "
                           "expectation out if the client was mended. %5")
                .arg(id, words(oracle.outcome), words(expected->second), exception->second,
                     oracle.explanation);
        return result;
    }
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
    if (!hasClient(log))
        return figuresOfServer(log);
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
    const std::map<QString, double> values = figureValues(log);
    for (const auto& [name, threshold] : expectations.figures)
        checked.push_back(checkFigure(name, threshold, values));
    return checked;
}

} // namespace redial
