// SPDX-License-Identifier: MIT
#include "core/base/to_qstring.h"
#include "core/log/metrics.h"
#include "core/verdict/oracle_functions.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace redial::oracle {

namespace {

/// What the network did to a connection, and the cause that must be reported for it.
struct Evidence
{
    EventNumber event = 0;
    std::string_view cause;
    std::optional<std::int64_t> code;
};

/// What a note of the transport says about how its connection ends, if anything.
std::optional<Evidence> evidenceOf(const RunView& run, EventNumber number, bool opened)
{
    switch (run.kind(number)) {
    case EventKind::CloseReceived:
        return Evidence{number, "close_handshake", run.log().integer(number, FieldKey::Code)};
    case EventKind::ConnectionReset:
        return opened ? std::optional(Evidence{number, "reset", {}}) : std::nullopt;
    case EventKind::ConnectionEnded:
        return opened ? std::optional(Evidence{number, "end_of_stream", {}}) : std::nullopt;
    case EventKind::UpgradeResponse:
        switch (run.log().integer(number, FieldKey::HttpStatus).value_or(101)) {
        case 101:
            return std::nullopt;
        case 0: // what came was no HTTP answer
            return Evidence{number, "handshake_failed", {}};
        default:
            return Evidence{number, "http_refused", {}};
        }
    default:
        return std::nullopt;
    }
}

/// While our Close frame is under way the other side, or the network, may end the link first.
bool isAsDropped(const RunView& run, const ConnectionStory& story)
{
    const std::string_view cause = run.text(story.closed, FieldKey::Cause);
    const bool gentle = story.dropped == 0 || run.text(story.dropped, FieldKey::Mode) == "close";
    const bool overtaken = cause == "close_handshake" || cause == "reset" ||
                           cause == "end_of_stream" || cause == "protocol_error";
    return cause == "local_abort" || (gentle && (overtaken || story.opened == 0));
}

/// The epochs whose connections stood at least as far as TCP, in order, as that party saw them.
std::vector<std::uint32_t> arrivals(const RunView& run, const std::vector<EventNumber>& events,
                                    EventKind tcp)
{
    std::vector<std::uint32_t> byTcp;
    std::vector<std::uint32_t> byUpgrade;
    for (const EventNumber number : events) {
        if (run.kind(number) == tcp)
            byTcp.push_back(run.epoch(number));
        if (run.kind(number) == EventKind::Opened)
            byUpgrade.push_back(run.epoch(number));
    }
    return byTcp.empty() ? byUpgrade : byTcp;
}

/// What the server in this run did to the client's connections on purpose: the client's epoch, and
/// the server's event. Empty if the two parties' connections cannot be told to be the same.
std::map<std::uint32_t, EventNumber> scriptedEnds(const RunView& run)
{
    const auto ours = arrivals(run, run.client(), EventKind::TcpConnected);
    const auto theirs = arrivals(run, run.server(), EventKind::Accepted);
    std::map<std::uint32_t, EventNumber> result;
    if (ours.size() != theirs.size())
        return result;
    std::map<std::uint32_t, std::uint32_t> clientEpoch;
    for (std::size_t i = 0; i < ours.size(); ++i)
        clientEpoch.emplace(theirs[i], ours[i]);
    for (const EventNumber number : run.server()) {
        const auto found = clientEpoch.find(run.epoch(number));
        if (run.kind(number) == EventKind::FaultOn &&
            run.text(number, FieldKey::Fault) == "scripted_close" && found != clientEpoch.end())
            result.emplace(found->second, number);
    }
    return result;
}

/// Whether a report agrees with a scripted end: "rst", "fin", or a close code.
bool isAsScripted(const RunView& run, EventNumber closed, EventNumber scripted)
{
    const std::string_view mode = run.text(scripted, FieldKey::Mode);
    const std::string_view cause = run.text(closed, FieldKey::Cause);
    if (mode == "rst")
        return cause == "reset";
    if (mode == "fin")
        return cause == "end_of_stream";
    return cause == "close_handshake" &&
           mode == std::to_string(run.log().integer(closed, FieldKey::Code).value_or(0));
}

void examineScripted(OracleExamination& examination, const RunView& run)
{
    for (const auto& [epoch, scripted] : scriptedEnds(run)) {
        const ConnectionStory* story = run.connection(epoch);
        const bool endedByUs = story && (story->dropped != 0 || story->stopped != 0);
        if (!story || story->closed == 0 || endedByUs)
            continue;
        examination.require(isAsScripted(run, story->closed, scripted), {scripted, story->closed},
                            [&, which = epoch, cause = scripted] {
                                return QStringLiteral("The server ended connection %1 by %2, and "
                                                      "%3 was reported.")
                                    .arg(which)
                                    .arg(toQString(run.text(cause, FieldKey::Mode)),
                                         toQString(run.text(story->closed, FieldKey::Cause)));
                            });
    }
}

class Recount
{
public:
    explicit Recount(const RunView& run) : run_(run)
    {
        for (const EventNumber number : run.client()) {
            ++counts_[run.kind(number)];
            heartbeatCalls_ += run.isHeartbeatCall(number) ? 1 : 0;
        }
    }
    std::uint64_t heartbeatCalls() const { return heartbeatCalls_; }
    std::uint64_t of(EventKind kind) const
    {
        const auto found = counts_.find(kind);
        return found == counts_.end() ? 0 : found->second;
    }
    std::uint64_t bytes(EventKind kind) const
    {
        std::uint64_t sum = 0;
        for (const EventNumber number : run_.client()) {
            if (run_.kind(number) == kind)
                sum += static_cast<std::uint64_t>(std::max<std::int64_t>(
                    run_.log().integer(number, FieldKey::Size).value_or(0), 0));
        }
        return sum;
    }

private:
    const RunView& run_;
    std::map<EventKind, std::uint64_t> counts_;
    std::uint64_t heartbeatCalls_ = 0;
};

std::uint64_t failedAttempts(const RunView& run)
{
    std::uint64_t failed = 0;
    for (const ConnectionStory& story : run.connections())
        failed += story.end() != 0 && story.opened == 0 ? 1 : 0;
    return failed;
}

struct Reconnects
{
    std::uint64_t count = 0;
    std::optional<std::chrono::nanoseconds> last;
};

/// Openings that followed the loss of an open connection without a stop in between.
/// Where a transport forgot its time-out the controller knows of the end first.
EventNumber firstWordOfEnd(const ConnectionStory& story)
{
    const bool both = story.closed != 0 && story.disconnected != 0;
    return both ? std::min(story.closed, story.disconnected) : story.end();
}

Reconnects reconnects(const RunView& run)
{
    Reconnects result;
    EventNumber lost = 0;
    for (const EventNumber number : run.client()) {
        const EventKind kind = run.kind(number);
        if (kind == EventKind::Stopped)
            lost = 0;
        if (kind == EventKind::Opened && lost != 0) {
            ++result.count;
            result.last = run.time(number) - run.time(std::exchange(lost, 0));
        }
        const ConnectionStory* story = run.connection(run.epoch(number));
        if (lost == 0 && story && story->opened != 0 && firstWordOfEnd(*story) == number)
            lost = number;
    }
    return result;
}

/// As a figure; one more than the duration, so that none is told from one of 0.
std::uint64_t nanosecondsOf(const std::optional<std::chrono::nanoseconds>& duration)
{
    return duration ? static_cast<std::uint64_t>(duration->count()) + 1 : 0;
}

void compareReason(OracleExamination& examination, const RunView& run, const MetricsValues& metrics)
{
    EventNumber closed = 0;
    for (const ConnectionStory& story : run.connections())
        closed = std::max(closed, story.closed);
    const std::string_view cause =
        closed == 0 ? std::string_view() : run.text(closed, FieldKey::Cause);
    const std::string said = metrics.lastDisconnectCause.value_or(std::string());
    if (closed == 0 && said.empty())
        return;
    examination.require(said == cause, {closed != 0 ? closed : run.log().size()}, [&] {
        return QStringLiteral("The metrics say that the last connection ended by \"%1\", the log "
                              "says \"%2\".")
            .arg(toQString(said), toQString(cause));
    });
}

} // namespace

OracleAnswer p50(const RunView& run, const VerdictContext&)
{
    OracleExamination examination;
    std::map<std::uint32_t, Evidence> evidence;
    for (const EventNumber number : run.client()) {
        const ConnectionStory* story = run.connection(run.epoch(number));
        if (!story || (story->closed != 0 && number > story->closed))
            continue;
        if (const auto found = evidenceOf(run, number, story->opened != 0))
            evidence.emplace(story->epoch, *found);
    }
    for (const ConnectionStory& story : run.connections()) {
        if (story.closed == 0)
            continue;
        const std::string_view cause = run.text(story.closed, FieldKey::Cause);
        const EventNumber ours = story.dropped != 0 ? story.dropped : story.stopped;
        const auto found = evidence.find(story.epoch);
        if (ours != 0 && (found == evidence.end() || ours < found->second.event)) {
            examination.require(isAsDropped(run, story), {ours, story.closed}, [&] {
                return QStringLiteral("Connection %1 was ended by us, and %2 was reported.")
                    .arg(story.epoch)
                    .arg(toQString(cause));
            });
        } else if (found != evidence.end()) {
            const Evidence& seen = found->second;
            const auto code = run.log().integer(story.closed, FieldKey::Code);
            const bool same = cause == seen.cause && (!seen.code || seen.code == code);
            examination.require(same, {seen.event, story.closed}, [&] {
                return QStringLiteral("Connection %1 ended by %2, and %3 (code %4) was reported.")
                    .arg(story.epoch)
                    .arg(toQString(seen.cause), toQString(cause))
                    .arg(code.value_or(0));
            });
        }
    }
    examineScripted(examination, run);
    return examination.answer(
        QStringLiteral("The reason was right all %1 times that it was looked at."),
        QStringLiteral("No connection ended in a way that the log shows."));
}

OracleAnswer p51(const RunView& run, const VerdictContext&)
{
    return compareMetrics(run, metricsOf(run.log()));
}

OracleAnswer compareMetrics(const RunView& run, const MetricsValues& metrics)
{
    OracleExamination examination;
    const Recount recount(run);
    const auto compare = [&](std::uint64_t said, std::uint64_t counted, const QString& what) {
        if (said != 0 || counted != 0)
            examination.count();
        if (said != counted)
            examination.fail({run.log().size()}, QStringLiteral("The metrics say %1 %2, the log "
                                                                "says %3.")
                                                     .arg(said)
                                                     .arg(what)
                                                     .arg(counted));
    };
    compare(metrics.connectsAttempted, recount.of(EventKind::ConnectBegin),
            QStringLiteral("attempts"));
    compare(metrics.connectionsOpened, recount.of(EventKind::Opened),
            QStringLiteral("opened connections"));
    compare(metrics.failedAttempts, failedAttempts(run), QStringLiteral("failed attempts"));
    const Reconnects regained = reconnects(run);
    compare(metrics.reconnects, regained.count, QStringLiteral("reconnects"));
    compare(nanosecondsOf(metrics.lastReconnectDuration), nanosecondsOf(regained.last),
            QStringLiteral("nanoseconds for the last reconnect"));
    compareReason(examination, run, metrics);
    compare(metrics.backoffsScheduled, recount.of(EventKind::BackoffScheduled),
            QStringLiteral("back-offs"));
    compare(metrics.heartbeatsSent, recount.of(EventKind::HeartbeatSent),
            QStringLiteral("heartbeats"));
    compare(metrics.callsSent,
            recount.of(EventKind::CallSent) + recount.of(EventKind::BootSent) +
                recount.heartbeatCalls(),
            QStringLiteral("calls"));
    compare(metrics.bytesIn, recount.bytes(EventKind::MessageIn), QStringLiteral("bytes in"));
    compare(metrics.bytesOut, recount.bytes(EventKind::MessageOut), QStringLiteral("bytes out"));
    return examination.answer(QStringLiteral("All %1 figures agree with the log."),
                              QStringLiteral("There was nothing to measure."));
}

} // namespace redial::oracle
