// SPDX-License-Identifier: MIT
#include "ui/models/link_state.h"

#include "core/base/duration_text.h"
#include "ui/models/event_text.h"

#include <algorithm>

namespace redial {

namespace {

constexpr EventNumber farthestLook = 5'000;

QString seconds(RunTime time)
{
    const double value = std::max(static_cast<double>(time.count()) / 1e9, 0.0);
    if (value >= 60)
        return formatDuration(std::chrono::floor<std::chrono::seconds>(time));
    return QStringLiteral("%1 s").arg(value, 0, 'f', 1);
}

LinkState::Kind kindOf(LinkPhase phase)
{
    switch (phase) {
    case LinkPhase::BackingOff:
        return LinkState::Waiting;
    case LinkPhase::Connecting:
        return LinkState::Connecting;
    case LinkPhase::Open:
        return LinkState::Open;
    case LinkPhase::Online:
        return LinkState::Online;
    case LinkPhase::Idle:
        break;
    }
    return LinkState::NotRunning;
}

void lookBack(const RunDocument& document, LinkState& state)
{
    const EventLog& log = document.log();
    const EventNumber newest = document.seen();
    const EventNumber oldest = newest > farthestLook ? newest - farthestLook : 1;
    bool running = true;
    bool decided = false;
    for (EventNumber n = newest; n >= oldest && n > 0; --n) {
        const EventHeader& header = log.header(n);
        if (header.source == Source::Server || header.source == Source::Proxy)
            continue;
        if (!decided && header.kind == EventKind::GaveUp)
            state.kind = LinkState::GaveUp;
        if (!decided && (header.kind == EventKind::RunEnded || header.kind == EventKind::Stopped) &&
            running) {
            state.kind = LinkState::Ended;
            running = false;
        }
        decided = decided || header.kind == EventKind::GaveUp ||
                  header.kind == EventKind::Connecting || header.kind == EventKind::Started;
        if (header.kind == EventKind::Closed) {
            state.lastReason = eventSummary(log, n, 120);
            return;
        }
    }
}

/// A proxy tells where it listens at once, behind the faults that are armed.
bool lookForProxy(const RunDocument& document, LinkState& state)
{
    const EventLog& log = document.log();
    constexpr EventNumber farthestListening = 64;
    if (log.header(1).source != Source::Proxy)
        return false;
    state.kind = LinkState::Relaying;
    for (EventNumber n = 1; n <= std::min(document.seen(), farthestListening); ++n) {
        if (log.header(n).kind != EventKind::Listening)
            continue;
        const std::string_view address = log.text(n, FieldKey::Address);
        state.address = QStringLiteral("%1:%2")
                            .arg(QLatin1String(address.data(), qsizetype(address.size())))
                            .arg(log.integer(n, FieldKey::Port).value_or(0));
        break;
    }
    state.epoch = std::uint32_t(document.link().accepted().size());
    state.relayed = std::uint32_t(document.link().openAccepted());
    if (log.header(document.seen()).kind == EventKind::RunEnded)
        state.kind = LinkState::Ended;
    return true;
}

} // namespace

QString LinkState::headline() const
{
    switch (kind) {
    case NotRunning:
        return QStringLiteral("Not running");
    case Waiting:
        return QStringLiteral("Waiting to reconnect");
    case Connecting:
        return QStringLiteral("Connecting");
    case Open:
        return QStringLiteral("Open, not yet online");
    case Online:
        return QStringLiteral("Online");
    case GaveUp:
        return QStringLiteral("Gave up");
    case Relaying:
        return QStringLiteral("Relaying");
    case Ended:
        return QStringLiteral("Stopped");
    }
    return {};
}

QString LinkState::explanation(std::optional<RunTime> now) const
{
    const auto sinceThen = [&](const QString& text) {
        return now ? QStringLiteral("%1 · %2").arg(text, seconds(*now - since))
                   : QStringLiteral("%1, when the file ends").arg(text);
    };
    switch (kind) {
    case NotRunning:
        return QStringLiteral("Press Start (F5)");
    case Waiting:
        if (now && due)
            return QStringLiteral("Attempt %1 in %2").arg(attempt).arg(seconds(*due - *now));
        return QStringLiteral("Attempt %1 next, when the file ends").arg(attempt);
    case Connecting:
        return sinceThen(QStringLiteral("Connection %1, attempt %2").arg(epoch).arg(attempt));
    case Open:
    case Online:
        return sinceThen(QStringLiteral("Connection %1").arg(epoch));
    case GaveUp:
        return lastReason.isEmpty() ? QStringLiteral("No further attempts") : lastReason;
    case Relaying:
        return epoch > 0 ? QStringLiteral("%1 now, %2 in all").arg(relayed).arg(epoch)
                         : QStringLiteral("No client yet on %1").arg(address);
    case Ended:
        return epoch > 0 ? QStringLiteral("After %1 connections").arg(epoch)
                         : QStringLiteral("Before the first connection");
    }
    return {};
}

LinkState linkStateOf(const RunDocument& document)
{
    LinkState state;
    const auto& spans = document.link().client();
    if (document.seen() == 0 || lookForProxy(document, state))
        return state;
    if (!spans.empty()) {
        const LinkSpan& last = spans.back();
        state.epoch = last.epoch;
        state.attempt = last.attempt;
        state.since = last.begin;
        if (!last.end)
            state.kind = kindOf(last.phase);
        if (state.kind == LinkState::Waiting && !document.backoffs().points().empty()) {
            const BackoffPoint& point = document.backoffs().points().back();
            state.due = point.at + point.scheduled;
        }
    }
    lookBack(document, state);
    return state;
}

} // namespace redial
