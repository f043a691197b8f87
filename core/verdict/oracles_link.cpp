// SPDX-License-Identifier: MIT
#include "core/base/duration_text.h"
#include "core/base/to_qstring.h"
#include "core/verdict/oracle_functions.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace redial::oracle {

namespace {

constexpr auto allowedWays = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"disconnected", "connecting"},
    {"connecting", "connected"},
    {"connecting", "disconnected"},
    {"connecting", "closing"},
    {"connected", "disconnected"},
    {"connected", "closing"},
    {"closing", "disconnected"},
});

void examineWay(OracleExamination& examination, const RunView& run, EventNumber number,
                std::string_view before)
{
    const std::string_view from = run.text(number, FieldKey::From);
    const std::string_view to = run.text(number, FieldKey::To);
    const bool allowed =
        std::find(allowedWays.begin(), allowedWays.end(), std::pair(from, to)) != allowedWays.end();
    examination.require(allowed && (before.empty() || before == from), {number}, [&] {
        return QStringLiteral("The state went from %1 to %2, while it was %3.")
            .arg(toQString(from), toQString(to), toQString(before.empty() ? from : before));
    });
}

/// Online is left once, and before the controller says disconnected.
void examineOffline(OracleExamination& examination, const RunView& run,
                    const VerdictContext& context, const ConnectionStory& story)
{
    if (story.online == 0 || story.disconnected == 0)
        return;
    examination.require(
        story.offline > story.online && story.offline < story.disconnected,
        {story.online, story.offline, story.disconnected}, [&] {
            return QStringLiteral("Connection %1 was online and did not go offline before it was "
                                  "disconnected.")
                .arg(story.epoch);
        });
    if (story.closed == 0 || story.offline == 0)
        return;
    const auto late = run.time(story.offline) - run.time(story.closed);
    const auto tolerance =
        context.toleranceFor(run, run.time(story.closed), {}, run.time(story.offline));
    examination.require(late <= tolerance, {story.closed, story.offline}, [&] {
        return QStringLiteral("Connection %1 went offline only %2 after it was closed.")
            .arg(story.epoch)
            .arg(formatDuration(late));
    });
}

/// connecting < connected < online < disconnected < back-off, each at most once an epoch.
void examineOrder(OracleExamination& examination, const RunView& run)
{
    constexpr auto order =
        std::to_array({EventKind::Connecting, EventKind::Connected, EventKind::Online,
                       EventKind::Offline, EventKind::Disconnected, EventKind::BackoffScheduled});
    std::uint32_t epoch = 0;
    std::ptrdiff_t reached = -1;
    for (const EventNumber number : run.client()) {
        const auto found = std::find(order.begin(), order.end(), run.kind(number));
        if (found == order.end())
            continue;
        if (run.epoch(number) != std::exchange(epoch, run.epoch(number)))
            reached = -1;
        const std::ptrdiff_t stage = found - order.begin();
        examination.require(stage > std::exchange(reached, stage), {number}, [&] {
            return QStringLiteral("Connection %1 said %2 a second time or too late.")
                .arg(epoch)
                .arg(toQString(run.log().kindName(run.kind(number))));
        });
    }
}

/// The session's own timers end a moment later, when it hears of the close.
bool isControllerTimer(std::string_view timer)
{
    constexpr auto names =
        std::to_array<std::string_view>({"backoff", "connect", "close", "resume", "stable"});
    return std::find(names.begin(), names.end(), timer) != names.end();
}

/// The policy makes no further attempt after an end like this. An echo of our own Close counts not.
bool isTerminal(const RunView& run, const VerdictContext& context, EventNumber disconnected)
{
    const ConnectionStory* story = run.connection(run.epoch(disconnected));
    if (!context.policy || !story || story->dropped != 0 || story->stopped != 0)
        return false;
    const auto within = [](std::optional<std::int64_t> value,
                           const std::vector<NumberRange>& ranges) {
        return value && *value > 0 && *value <= 0xffff &&
               anyContains(ranges, static_cast<std::uint16_t>(*value));
    };
    return within(run.log().integer(disconnected, FieldKey::HttpStatus),
                  context.policy->terminalHttpStatuses) ||
           within(run.log().integer(disconnected, FieldKey::Code),
                  context.policy->terminalCloseCodes);
}

bool isEffectAfterStop(const RunView& run, EventNumber number)
{
    switch (run.kind(number)) {
    case EventKind::ConnectBegin:
    case EventKind::Connecting:
    case EventKind::Connected:
    case EventKind::Online:
    case EventKind::BackoffScheduled:
    case EventKind::GaveUp:
        return true;
    case EventKind::TimerFired:
        return !run.isTimer(number, EventKind::TimerFired, "close");
    default:
        return false;
    }
}

} // namespace

namespace {

/// P20 of a client that keeps no log here: of two open connections of one identity only the newer
/// one is used. That the older one still stands proves nothing: its server may be the last to know.
OracleAnswer oneConnectionAtTheServer(const RunView& run)
{
    OracleExamination examination;
    std::map<std::string_view, EventNumber> newest; // by identity: opened
    std::map<std::uint32_t, EventNumber> opened;    // by connection
    for (const EventNumber number : run.server()) {
        const EventKind kind = run.kind(number);
        const std::uint32_t link = run.epoch(number);
        if (kind == EventKind::Opened) {
            examination.count();
            opened[link] = number;
            newest[run.text(number, FieldKey::Identity)] = number;
        }
        const auto mine = opened.find(link);
        if (mine == opened.end())
            continue;
        const auto present = newest.find(run.text(mine->second, FieldKey::Identity));
        if (kind == EventKind::Closed) {
            if (present != newest.end() && present->second == mine->second)
                newest.erase(present);
            opened.erase(mine);
            continue;
        }
        const bool isUse = kind == EventKind::MessageIn || kind == EventKind::PingReceived;
        if (isUse && present != newest.end() && run.epoch(present->second) > link)
            examination.fail({mine->second, present->second, number},
                             QStringLiteral("Connection %1 was used while connection %2 of the "
                                            "same client was open.")
                                 .arg(link)
                                 .arg(run.epoch(present->second)));
    }
    return examination.answer(
        QStringLiteral("Each of %1 connections was the only one of its client in use."),
        QStringLiteral("No connection was opened."));
}

} // namespace

OracleAnswer p20(const RunView& run, const VerdictContext&)
{
    if (run.client().empty())
        return oneConnectionAtTheServer(run);
    OracleExamination examination;
    EventNumber pending = 0;
    for (const EventNumber number : run.client()) {
        const EventKind kind = run.kind(number);
        if (kind == EventKind::ConnectBegin) {
            examination.require(pending == 0, {pending, number}, [&] {
                return QStringLiteral("Connection %1 was begun before connection %2 had ended.")
                    .arg(run.epoch(number))
                    .arg(run.epoch(pending));
            });
            pending = number;
        }
        const bool ends = kind == EventKind::Closed || kind == EventKind::Disconnected;
        if (ends && pending != 0 && run.epoch(number) == run.epoch(pending))
            pending = 0;
    }
    return examination.answer(QStringLiteral("Each of %1 connects was alone."),
                              QStringLiteral("No connect was begun."));
}

OracleAnswer p21(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    std::string_view state;
    for (const EventNumber number : run.client()) {
        if (run.kind(number) != EventKind::StateChanged)
            continue;
        examineWay(examination, run, number, state);
        state = run.text(number, FieldKey::To);
    }
    for (const ConnectionStory& story : run.connections())
        examineOffline(examination, run, context, story);
    examineOrder(examination, run);
    return examination.answer(QStringLiteral("All %1 steps of the state were allowed."),
                              QStringLiteral("The state never changed."));
}

OracleAnswer p23(const RunView& run, const VerdictContext&)
{
    OracleExamination examination;
    EventNumber stopped = 0;
    for (const EventNumber number : run.client()) {
        const EventKind kind = run.kind(number);
        if (kind == EventKind::Stopped) {
            stopped = number;
            examination.count();
        } else if (kind == EventKind::Started) {
            stopped = 0;
        } else if (stopped != 0 && isEffectAfterStop(run, number)) {
            examination.fail({stopped, number},
                             QStringLiteral("After stop, %1 happened on connection %2.")
                                 .arg(toQString(run.log().kindName(kind)))
                                 .arg(run.epoch(number)));
        }
    }
    return examination.answer(QStringLiteral("Nothing followed any of %1 stops."),
                              QStringLiteral("The run was not stopped."));
}

OracleAnswer p24(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    for (const ConnectionStory& story : run.connections()) {
        if (story.stopped == 0 || !context.policy)
            continue;
        const EventNumber end = story.end();
        const MonotonicTime until = end != 0 ? run.time(end) : run.lastTime();
        const auto taken = until - run.time(story.stopped);
        const auto limit = context.policy->closeTimeout;
        const bool late =
            taken - context.toleranceFor(run, run.time(story.stopped), limit, until) > limit;
        if (end == 0 && !late)
            continue;
        examination.require(!late, {story.stopped, end}, [&] {
            return QStringLiteral("Connection %1 was closed %2 after stop; the limit is %3.")
                .arg(story.epoch)
                .arg(formatDuration(taken), formatDuration(context.policy->closeTimeout));
        });
    }
    return examination.answer(QStringLiteral("All %1 stops ended their connection in time."),
                              QStringLiteral("No connection stood when it was stopped."));
}

OracleAnswer p25(const RunView& run, const VerdictContext&)
{
    OracleExamination examination;
    std::map<std::int64_t, EventNumber> armed;
    for (const EventNumber number : run.client()) {
        const EventKind kind = run.kind(number);
        if (!isControllerTimer(run.text(number, FieldKey::Timer)) &&
            kind != EventKind::Disconnected)
            continue;
        const auto id = run.log().integer(number, FieldKey::TimerNumber);
        if (kind == EventKind::TimerArmed && id) {
            armed[*id] = number;
            examination.count();
        } else if ((kind == EventKind::TimerFired || kind == EventKind::TimerCancelled) && id) {
            if (armed.erase(*id) == 0)
                examination.fail({number}, QStringLiteral("Timer %1 fired or was cancelled "
                                                          "without having been armed.")
                                               .arg(*id));
        } else if (kind == EventKind::Disconnected) {
            for (const auto& [timer, since] : armed)
                examination.fail({since, number},
                                 QStringLiteral("Timer %1 outlived connection %2.")
                                     .arg(toQString(run.text(since, FieldKey::Timer)))
                                     .arg(run.epoch(number)));
            armed.clear();
        }
    }
    return examination.answer(QStringLiteral("All %1 timers fired or were cancelled in time."),
                              QStringLiteral("No timer was armed."));
}

OracleAnswer p28(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    EventNumber gaveUp = 0;
    for (const EventNumber number : run.client()) {
        const EventKind kind = run.kind(number);
        if (kind == EventKind::Started)
            gaveUp = 0;
        if (kind == EventKind::GaveUp) {
            examination.require(gaveUp == 0 || run.kind(gaveUp) != kind, {gaveUp, number},
                                [] { return QStringLiteral("It gave up twice."); });
            gaveUp = number;
        }
        if (kind == EventKind::Disconnected && isTerminal(run, context, number)) {
            examination.count();
            gaveUp = number;
        }
        const bool tries = kind == EventKind::BackoffScheduled || kind == EventKind::ConnectBegin;
        if (tries && gaveUp != 0)
            examination.fail({gaveUp, number},
                             QStringLiteral("An attempt followed when it should have given up."));
        if (kind == EventKind::BackoffScheduled && context.policy && context.policy->maxAttempts)
            examination.require(run.attempt(number) <= *context.policy->maxAttempts, {number}, [&] {
                return QStringLiteral("Attempt %1 was scheduled; the policy allows %2.")
                    .arg(run.attempt(number))
                    .arg(*context.policy->maxAttempts);
            });
    }
    return examination.answer(
        QStringLiteral("The limit of attempts was kept (%1 times looked at)."),
        QStringLiteral("It never gave up, and the attempts have no limit."));
}

} // namespace redial::oracle
