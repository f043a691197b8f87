// SPDX-License-Identifier: MIT
#include "core/report/closing_table.h"

#include "core/base/duration_text.h"
#include "core/base/to_qstring.h"
#include "core/log/metrics.h"
#include "core/report/finding_text.h"
#include "core/report/ledger_report.h"
#include "core/report/run_failure.h"

#include <QJsonArray>

#include <algorithm>
#include <utility>
#include <vector>

namespace redial {

namespace {

constexpr qsizetype labelWidth = 26;
constexpr qsizetype outcomeWidth = 15;

QString durationOr(const std::optional<std::chrono::nanoseconds>& duration)
{
    return duration ? formatDuration(*duration) : QStringLiteral("none yet");
}

QString lastDisconnect(const MetricsValues& metrics)
{
    if (!metrics.lastDisconnectCause)
        return QStringLiteral("none yet");
    QString text =
        printable(*metrics.lastDisconnectCause).replace(QLatin1Char('_'), QLatin1Char(' '));
    if (metrics.lastDisconnectCode)
        text += QStringLiteral(", code %1").arg(*metrics.lastDisconnectCode);
    return text;
}

QString callOutcomes(const MetricsValues& metrics)
{
    QString text = QString::number(metrics.callsSent);
    for (const auto& [outcome, count] : metrics.callsResolved)
        text += QStringLiteral(", %1 %2").arg(count).arg(
            printable(outcome).replace(QLatin1Char('_'), QLatin1Char(' ')));
    return text;
}

using Row = std::pair<QString, QString>;

/// Of a run without a client of ours: `redial serve`.
std::vector<Row> serverRows(const MetricsValues& metrics)
{
    return {
        {QStringLiteral("length of the run"),
         formatDuration(metrics.lastEvent - metrics.firstEvent)},
        {QStringLiteral("connections accepted"), QString::number(metrics.serverAccepted)},
        {QStringLiteral("connections ended"), QString::number(metrics.serverClosed)},
        {QStringLiteral("calls received"), QString::number(metrics.serverCallsReceived)},
        {QStringLiteral("messages out, in"),
         QStringLiteral("%1, %2").arg(metrics.serverMessagesOut).arg(metrics.serverMessagesIn)},
    };
}

std::vector<Row> metricRows(const MetricsValues& metrics)
{
    if (metrics.connectsAttempted == 0 && metrics.serverAccepted > 0)
        return serverRows(metrics);
    const auto count = [](std::uint64_t value) { return QString::number(value); };
    std::vector<Row> rows{
        {QStringLiteral("length of the run"),
         formatDuration(metrics.lastEvent - metrics.firstEvent)},
        {QStringLiteral("connects attempted"), count(metrics.connectsAttempted)},
        {QStringLiteral("connections opened"), count(metrics.connectionsOpened)},
        {QStringLiteral("attempts failed"), count(metrics.failedAttempts)},
        {QStringLiteral("reconnects"), count(metrics.reconnects)},
        {QStringLiteral("last reconnect took"), durationOr(metrics.lastReconnectDuration)},
        {QStringLiteral("last recovery took"), durationOr(metrics.lastRecoveryDuration)},
        {QStringLiteral("last disconnect"), lastDisconnect(metrics)},
        {QStringLiteral("time online"), formatDuration(metrics.timeOnline(metrics.lastEvent))},
        {QStringLiteral("boots accepted"),
         QStringLiteral("%1 of %2 sent").arg(metrics.bootsAccepted).arg(metrics.bootsSent)},
        {QStringLiteral("heartbeats"), count(metrics.heartbeatsSent)},
        {QStringLiteral("calls sent, ended"), callOutcomes(metrics)},
        {QStringLiteral("messages out, in"), QStringLiteral("%1 (%2 bytes), %3 (%4 bytes)")
                                                 .arg(metrics.messagesOut)
                                                 .arg(metrics.bytesOut)
                                                 .arg(metrics.messagesIn)
                                                 .arg(metrics.bytesIn)},
    };
    if (metrics.pingsSent + metrics.pingsReceived > 0)
        rows.emplace_back(QStringLiteral("pings sent, answered"),
                          QStringLiteral("%1, %2; last round trip %3")
                              .arg(metrics.pingsSent)
                              .arg(metrics.pongsReceived)
                              .arg(durationOr(metrics.lastRoundTrip)));
    if (metrics.serverAccepted > 0)
        rows.emplace_back(QStringLiteral("accepted by the server"), count(metrics.serverAccepted));
    if (metrics.gaveUpReason)
        rows.emplace_back(
            QStringLiteral("gave up"),
            printable(*metrics.gaveUpReason).replace(QLatin1Char('_'), QLatin1Char(' ')));
    return rows;
}

QString outcomeText(OracleOutcome outcome, TextStyle style)
{
    switch (outcome) {
    case OracleOutcome::Pass:
        return coloured(QStringLiteral("held").leftJustified(outcomeWidth), TextColour::Green,
                        style);
    case OracleOutcome::Fail:
        return coloured(QStringLiteral("FAILED").leftJustified(outcomeWidth), TextColour::Red,
                        style);
    case OracleOutcome::NotExercised:
        break;
    }
    return coloured(QStringLiteral("not exercised").leftJustified(outcomeWidth), TextColour::Dim,
                    style);
}

QString eventList(const std::vector<EventNumber>& events)
{
    QString text;
    for (const EventNumber event : events)
        text += (text.isEmpty() ? QString() : QStringLiteral(", ")) + QString::number(event);
    return text;
}

QString oracleLines(const OracleResult& result, TextStyle style)
{
    const QString indent(5, QLatin1Char(' '));
    QString text = toQString(result.id).leftJustified(indent.size()) +
                   outcomeText(result.outcome, style) + result.title + QLatin1Char('\n');
    if (result.outcome != OracleOutcome::Fail)
        return text;
    text += indent + toQString(nameOf(severityOf(result.id))) + QStringLiteral(": ") +
            result.explanation + QLatin1Char('\n');
    if (!result.witnesses.empty())
        text +=
            indent + QStringLiteral("events ") + eventList(result.witnesses) + QLatin1Char('\n');
    if (const QString remedy = remedyOf(result.id); !remedy.isEmpty())
        text += indent + remedy + QLatin1Char('\n');
    return text;
}

auto countOf(const std::vector<OracleResult>& results, OracleOutcome outcome)
{
    return std::count_if(results.begin(), results.end(),
                         [&](const OracleResult& result) { return result.outcome == outcome; });
}

QJsonValue nanoseconds(const std::optional<std::chrono::nanoseconds>& duration)
{
    return duration ? QJsonValue(qint64{duration->count()}) : QJsonValue();
}

QJsonObject metricsJson(const MetricsValues& metrics)
{
    QJsonObject calls;
    for (const auto& [outcome, count] : metrics.callsResolved)
        calls.insert(QString::fromStdString(outcome), qint64(count));
    const auto text = [](const std::optional<std::string>& value) {
        return value ? QJsonValue(QString::fromStdString(*value)) : QJsonValue();
    };
    return {
        {QStringLiteral("connects_attempted"), qint64(metrics.connectsAttempted)},
        {QStringLiteral("connections_opened"), qint64(metrics.connectionsOpened)},
        {QStringLiteral("failed_attempts"), qint64(metrics.failedAttempts)},
        {QStringLiteral("reconnects"), qint64(metrics.reconnects)},
        {QStringLiteral("last_reconnect_ns"), nanoseconds(metrics.lastReconnectDuration)},
        {QStringLiteral("last_recovery_ns"), nanoseconds(metrics.lastRecoveryDuration)},
        {QStringLiteral("last_disconnect_cause"), text(metrics.lastDisconnectCause)},
        {QStringLiteral("last_disconnect_code"),
         metrics.lastDisconnectCode ? QJsonValue(qint64{*metrics.lastDisconnectCode})
                                    : QJsonValue()},
        {QStringLiteral("time_online_ns"), qint64{metrics.timeOnline(metrics.lastEvent).count()}},
        {QStringLiteral("length_ns"), qint64{(metrics.lastEvent - metrics.firstEvent).count()}},
        {QStringLiteral("backoffs_scheduled"), qint64(metrics.backoffsScheduled)},
        {QStringLiteral("drops"), qint64(metrics.drops)},
        {QStringLiteral("gave_up"), text(metrics.gaveUpReason)},
        {QStringLiteral("boots_sent"), qint64(metrics.bootsSent)},
        {QStringLiteral("boots_accepted"), qint64(metrics.bootsAccepted)},
        {QStringLiteral("heartbeats_sent"), qint64(metrics.heartbeatsSent)},
        {QStringLiteral("calls_sent"), qint64(metrics.callsSent)},
        {QStringLiteral("calls_resolved"), calls},
        {QStringLiteral("sends_rejected"), qint64(metrics.sendsRejected)},
        {QStringLiteral("queue_drops"), qint64(metrics.queueDrops)},
        {QStringLiteral("pings_sent"), qint64(metrics.pingsSent)},
        {QStringLiteral("pongs_received"), qint64(metrics.pongsReceived)},
        {QStringLiteral("pings_received"), qint64(metrics.pingsReceived)},
        {QStringLiteral("last_round_trip_ns"), nanoseconds(metrics.lastRoundTrip)},
        {QStringLiteral("messages_in"), qint64(metrics.messagesIn)},
        {QStringLiteral("messages_out"), qint64(metrics.messagesOut)},
        {QStringLiteral("bytes_in"), qint64(metrics.bytesIn)},
        {QStringLiteral("bytes_out"), qint64(metrics.bytesOut)},
        {QStringLiteral("server_accepted"), qint64(metrics.serverAccepted)},
        {QStringLiteral("server_closed"), qint64(metrics.serverClosed)},
        {QStringLiteral("server_calls_received"), qint64(metrics.serverCallsReceived)},
        {QStringLiteral("server_messages_in"), qint64(metrics.serverMessagesIn)},
        {QStringLiteral("server_messages_out"), qint64(metrics.serverMessagesOut)},
    };
}

QJsonObject oracleJson(const OracleResult& result)
{
    QJsonArray rules;
    for (const std::string_view rule : result.rules)
        rules.append(toQString(rule));
    QJsonArray witnesses;
    for (const EventNumber event : result.witnesses)
        witnesses.append(qint64(event));
    return {{QStringLiteral("id"), toQString(result.id)},
            {QStringLiteral("title"), result.title},
            {QStringLiteral("outcome"), toQString(nameOf(result.outcome))},
            {QStringLiteral("explanation"), result.explanation},
            {QStringLiteral("rules"), rules},
            {QStringLiteral("witnesses"), witnesses}};
}

} // namespace

QString metricsTable(const EventLog& log)
{
    QString text;
    for (const auto& [label, value] : metricRows(metricsOf(log)))
        text += label.leftJustified(labelWidth) + value + QLatin1Char('\n');
    return text;
}

QString closingTable(const EventLog& log, const RunInfo& info,
                     const std::vector<OracleResult>& results, TextStyle style)
{
    QString text = metricsTable(log) + QLatin1Char('\n');
    if (const QString messages = ledgerText(messageLedger(log, info), style); !messages.isEmpty())
        text += messages + QLatin1Char('\n');
    for (const OracleResult& result : results)
        text += oracleLines(result, style);
    text += QStringLiteral("\n%1 held, %2 failed, %3 not exercised.\n")
                .arg(countOf(results, OracleOutcome::Pass))
                .arg(countOf(results, OracleOutcome::Fail))
                .arg(countOf(results, OracleOutcome::NotExercised));
    return text;
}

QJsonObject closingJson(const EventLog& log, const RunInfo& info,
                        const std::vector<OracleResult>& results)
{
    QJsonArray oracles;
    for (const OracleResult& result : results)
        oracles.append(oracleJson(result));
    QJsonArray found;
    for (const Finding& finding : findings(results))
        found.append(findingJson(finding));
    return {
        {QStringLiteral("program"), info.program},
        {QStringLiteral("seed"), QString::number(info.seed)},
        {QStringLiteral("clock"), toQString(nameOf(info.clock))},
        {QStringLiteral("events"), qint64(log.size())},
        {QStringLiteral("metrics"), metricsJson(metricsOf(log))},
        {QStringLiteral("messages"), ledgerJson(messageLedger(log, info))},
        {QStringLiteral("oracles"), oracles},
        {QStringLiteral("findings"), found},
        {QStringLiteral("held"), countOf(results, OracleOutcome::Fail) == 0 && !runFailure(log)}};
}

} // namespace redial
