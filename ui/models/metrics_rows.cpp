// SPDX-License-Identifier: MIT
#include "ui/models/metrics_rows.h"

#include "core/base/duration_text.h"
#include "ui/view/timeline_painter.h"

namespace redial {

namespace {

QString number(std::uint64_t value)
{
    return QString::number(static_cast<qulonglong>(value));
}

QString optionalDuration(const std::optional<std::chrono::nanoseconds>& duration)
{
    return duration ? formatDuration(*duration) : QString();
}

QString lastDisconnect(const MetricsValues& metrics)
{
    if (!metrics.lastDisconnectCause)
        return {};
    QString text = spacedName(*metrics.lastDisconnectCause);
    if (metrics.lastDisconnectCode)
        text += QStringLiteral(" (%1)").arg(*metrics.lastDisconnectCode);
    if (!metrics.lastDisconnectReason.empty())
        text += QStringLiteral(": ") + QString::fromStdString(metrics.lastDisconnectReason);
    return text;
}

QString calls(const MetricsValues& metrics)
{
    QString text = number(metrics.callsSent);
    for (const auto& [outcome, count] : metrics.callsResolved)
        text += QStringLiteral(", %1 %2").arg(number(count), spacedName(outcome));
    return text;
}

} // namespace

std::vector<std::pair<QString, QString>> metricsRows(const MetricsValues& metrics,
                                                     MonotonicTime now)
{
    return {
        {QStringLiteral("Connection attempts"), number(metrics.connectsAttempted)},
        {QStringLiteral("Failed attempts"), number(metrics.failedAttempts)},
        {QStringLiteral("Connections opened"), number(metrics.connectionsOpened)},
        {QStringLiteral("Reconnects"), number(metrics.reconnects)},
        {QStringLiteral("Last reconnect took"), optionalDuration(metrics.lastReconnectDuration)},
        {QStringLiteral("Last time to be online"), optionalDuration(metrics.lastRecoveryDuration)},
        {QStringLiteral("Last disconnect"), lastDisconnect(metrics)},
        {QStringLiteral("Drops by the user"), number(metrics.drops)},
        {QStringLiteral("Waits scheduled"), number(metrics.backoffsScheduled)},
        {QStringLiteral("Gave up"),
         metrics.gaveUpReason ? spacedName(*metrics.gaveUpReason) : QString()},
        {QStringLiteral("Time online"), formatDuration(metrics.timeOnline(now))},
        {QStringLiteral("Boots sent, accepted"),
         QStringLiteral("%1, %2").arg(number(metrics.bootsSent), number(metrics.bootsAccepted))},
        {QStringLiteral("Heartbeats sent"), number(metrics.heartbeatsSent)},
        {QStringLiteral("Calls sent"), calls(metrics)},
        {QStringLiteral("Sends rejected"), number(metrics.sendsRejected)},
        {QStringLiteral("Pings sent, answered"),
         QStringLiteral("%1, %2").arg(number(metrics.pingsSent), number(metrics.pongsReceived))},
        {QStringLiteral("Last round trip"), optionalDuration(metrics.lastRoundTrip)},
        {QStringLiteral("Messages in, out"),
         QStringLiteral("%1, %2").arg(number(metrics.messagesIn), number(metrics.messagesOut))},
        {QStringLiteral("Bytes in, out"),
         QStringLiteral("%1, %2").arg(number(metrics.bytesIn), number(metrics.bytesOut))},
        {QStringLiteral("Late signals ignored"), number(metrics.staleSignals)},
        {QStringLiteral("Accepted by the server"), number(metrics.serverAccepted)},
    };
}

std::vector<std::pair<QString, QString>> relayRows(const RunDocument& document)
{
    const auto& accepted = document.link().accepted();
    RunTime longest{};
    for (const LinkSpan& span : accepted)
        longest = std::max(longest, span.end.value_or(document.whole().end) - span.begin);
    std::uint64_t armed = 0;
    std::uint64_t bitten = 0;
    std::uint64_t healed = 0;
    for (const FaultTally& tally : document.faults().tallies()) {
        armed += tally.wasArmed ? 1 : 0;
        bitten += std::uint64_t(tally.bitten);
        healed += std::uint64_t(tally.healed);
    }
    return {
        {QStringLiteral("Clients relayed"), number(accepted.size())},
        {QStringLiteral("Relayed now"), number(document.link().openAccepted())},
        {QStringLiteral("Longest connection"),
         accepted.empty() ? QString() : formatDuration(longest)},
        {QStringLiteral("Faults armed"), number(armed)},
        {QStringLiteral("Times a fault bit"), number(bitten)},
        {QStringLiteral("Times a fault healed"), number(healed)},
    };
}

} // namespace redial
