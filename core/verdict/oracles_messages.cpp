// SPDX-License-Identifier: MIT
#include "core/base/duration_text.h"
#include "core/verdict/ledger_message.h"
#include "core/verdict/oracle_functions.h"

#include <map>
#include <utility>

namespace redial::oracle {

namespace {

using Id = std::string_view;

QString quotedId(Id id)
{
    return QLatin1Char('"') + QString::fromUtf8(id.data(), qsizetype(id.size())) + QLatin1Char('"');
}

/// A CALL of any kind goes out.
bool isCall(const RunView& run, EventNumber number)
{
    const EventKind kind = run.kind(number);
    return kind == EventKind::CallSent || kind == EventKind::BootSent ||
           run.isHeartbeatCall(number);
}

bool mayRepeat(const RunView& run, EventNumber number)
{
    return redial::maySendAgain(run.text(number, FieldKey::Action));
}

bool isBoot(const RunView& run, EventNumber number)
{
    return run.text(number, FieldKey::Action) == "BootNotification";
}

/// Requests to send that were made while not online, until each has its answer.
class OfflineSends
{
public:
    OfflineSends(const RunView& run, const VerdictContext& context, OracleExamination& examination)
        : run_(run), context_(context), examination_(examination)
    {
    }

    void see(EventNumber number)
    {
        switch (run_.kind(number)) {
        case EventKind::Online:
            offlineSince_.reset();
            break;
        case EventKind::Offline:
            offlineSince_ = number;
            break;
        case EventKind::SendRequested:
            if (offlineSince_)
                open_[run_.messageId(number)] = number;
            break;
        case EventKind::SendRejected:
        case EventKind::Queued:
        case EventKind::QueueDropped:
            answer(number);
            break;
        case EventKind::CallSent:
        case EventKind::HeartbeatSent:
            sent(number);
            break;
        default:
            break;
        }
    }

    void finish()
    {
        for (const auto& [id, requested] : open_) {
            // The log may have been cut before the answer.
            if (run_.lastTime() - run_.time(requested) <= tolerance(requested, run_.lastTime()))
                continue;
            examination_.require(false, {requested}, [&, wanted = id] {
                return QStringLiteral("The request to send %1 while offline was never answered.")
                    .arg(quotedId(wanted));
            });
        }
    }

private:
    std::chrono::nanoseconds tolerance(EventNumber requested, MonotonicTime until) const
    {
        return context_.toleranceFor(run_, run_.time(requested), {}, until);
    }
    void answer(EventNumber number)
    {
        auto found = open_.find(run_.messageId(number));
        if (found == open_.end())
            return;
        const EventNumber requested = found->second;
        open_.erase(found);
        const auto taken = run_.time(number) - run_.time(requested);
        const auto allowed = tolerance(requested, run_.time(number));
        examination_.require(taken <= allowed, {requested, number}, [&] {
            return QStringLiteral("A request to send while offline was answered only after %1.")
                .arg(formatDuration(taken));
        });
    }
    /// Only after a loss: what precedes the first online is the affair of P09 and P42.
    void sent(EventNumber number)
    {
        if (!offlineSince_ || *offlineSince_ == 0 || isBoot(run_, number))
            return;
        const ConnectionStory* story = run_.connection(run_.epoch(number));
        if (story && story->offline != 0 && number > story->offline)
            examination_.fail({*offlineSince_, number},
                              QStringLiteral("A message was sent on connection %1 after it had "
                                             "gone offline.")
                                  .arg(story->epoch));
    }

    const RunView& run_;
    const VerdictContext& context_;
    OracleExamination& examination_;
    std::optional<EventNumber> offlineSince_ = 0;
    std::map<Id, EventNumber> open_;
};

/// The station that a server's connection belongs to; message ids are unique for one station only.
std::map<std::uint32_t, Id> identities(const RunView& run)
{
    std::map<std::uint32_t, Id> result;
    for (const EventNumber number : run.server()) {
        const Id identity = run.text(number, FieldKey::Identity);
        if (!identity.empty())
            result.emplace(run.epoch(number), identity);
    }
    return result;
}

} // namespace

OracleAnswer p30(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    OfflineSends sends(run, context, examination);
    for (const EventNumber number : run.client())
        sends.see(number);
    sends.finish();
    return examination.answer(QStringLiteral("All %1 requests to send while offline were answered "
                                             "at once."),
                              QStringLiteral("Nothing was to be sent while offline."));
}

OracleAnswer p31(const RunView& run, const VerdictContext&)
{
    OracleExamination examination;
    std::map<Id, EventNumber> open;
    std::map<Id, EventNumber> resolved;
    for (const EventNumber number : run.client()) {
        const EventKind kind = run.kind(number);
        // A feed's heartbeats are no calls and have no id.
        if (isCall(run, number) && !run.messageId(number).empty()) {
            open[run.messageId(number)] = number;
        } else if (kind == EventKind::CallResolved) {
            const Id id = run.messageId(number);
            const bool first = resolved.emplace(id, number).second;
            const bool wasOpen = open.erase(id) != 0;
            if (run.text(number, FieldKey::Outcome) == "connection_closed")
                examination.count();
            if (!first && !wasOpen)
                examination.fail({resolved[id], number},
                                 QStringLiteral("Call %1 was resolved twice.").arg(quotedId(id)));
        } else if (kind == EventKind::ConnectBegin) {
            for (const auto& [id, sent] : open)
                examination.require(false, {sent, number}, [&, wanted = id, call = sent] {
                    return QStringLiteral("Call %1 of connection %2 was still open when the next "
                                          "connect began.")
                        .arg(quotedId(wanted))
                        .arg(run.epoch(call));
                });
            open.clear();
        }
    }
    return examination.answer(QStringLiteral("All %1 calls in flight were resolved as closed."),
                              QStringLiteral("No call was in flight when a connection was lost."));
}

OracleAnswer p32(const RunView& run, const VerdictContext&)
{
    OracleExamination examination;
    const auto stations = identities(run);
    std::map<std::pair<Id, Id>, EventNumber> received;
    for (const EventNumber number : run.server()) {
        if (run.kind(number) != EventKind::CallReceived || run.messageId(number).empty() ||
            mayRepeat(run, number))
            continue;
        const auto station = stations.find(run.epoch(number));
        const std::pair key(station == stations.end() ? Id() : station->second,
                            run.messageId(number));
        const auto [first, isNew] = received.emplace(key, number);
        examination.require(isNew, {first->second, number}, [&] {
            return QStringLiteral("The server received message %1 twice.")
                .arg(quotedId(key.second));
        });
    }
    return examination.answer(QStringLiteral("Each of %1 messages reached the server once."),
                              QStringLiteral("No server in this run received a call."));
}

OracleAnswer p33(const RunView& run, const VerdictContext&)
{
    OracleExamination examination;
    std::map<Id, EventNumber> firstSent;
    bool reconnected = false;
    for (const EventNumber number : run.client()) {
        if (run.kind(number) == EventKind::ConnectBegin)
            reconnected = reconnected || !firstSent.empty();
        const Id id = run.messageId(number);
        if (!isCall(run, number) || id.empty() || mayRepeat(run, number))
            continue;
        const auto [first, isNew] = firstSent.emplace(id, number);
        const bool again = !isNew && run.epoch(first->second) < run.epoch(number);
        if (reconnected)
            examination.count();
        if (again)
            examination.fail({first->second, number},
                             QStringLiteral("Message %1 of connection %2 was sent again on "
                                            "connection %3.")
                                 .arg(quotedId(id))
                                 .arg(run.epoch(first->second))
                                 .arg(run.epoch(number)));
    }
    return examination.answer(QStringLiteral("All %1 calls after a reconnect were new ones."),
                              QStringLiteral("No call was sent after a reconnect."));
}

} // namespace redial::oracle
