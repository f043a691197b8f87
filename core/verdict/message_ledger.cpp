// SPDX-License-Identifier: MIT
#include "core/verdict/message_ledger.h"

#include "core/base/duration_text.h"
#include "core/verdict/ledger_channel.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

namespace redial {

namespace {

constexpr auto defectNames = std::to_array<std::string_view>(
    {"lost", "doubled", "reordered", "invented", "altered", "stale", "calls_in_flight"});
static_assert(defectNames.size() == ledgerDefects);

/// A message where an id was first met.
struct FirstUse
{
    EventNumber event = 0;
    std::uint32_t epoch = 0;
    const LedgerMessage* message = nullptr;
};

/// The first use of each id of each client.
using Ids = std::map<std::pair<std::string_view, std::string_view>, FirstUse>;

/// Walks a log's connections in their order and writes the ledger.
class LedgerKeeper
{
public:
    LedgerKeeper(const EventLog& log, std::chrono::nanoseconds callTimeout)
        : log_(log), callTimeout_(callTimeout), all_(ledgerConnections(log))
    {
        ledger_.sides = all_.sides;
        ledger_.connectionsOfOthers = all_.ofOthers;
    }

    MessageLedger kept()
    {
        rememberResolved();
        for (const LedgerConnection& connection : all_.connections) {
            settle(connection, true);
            settle(connection, false);
            noteRequests(connection, true);
            noteRequests(connection, false);
            noteAnswers(connection, true);
            noteAnswers(connection, false);
            watchCalls(connection, true);
            watchCalls(connection, false);
        }
        std::stable_sort(ledger_.rows.begin(), ledger_.rows.end(),
                         [](const LedgerRow& a, const LedgerRow& b) {
                             return std::pair(a.witnesses.back(), a.witnesses.front()) <
                                    std::pair(b.witnesses.back(), b.witnesses.front());
                         });
        return std::move(ledger_);
    }

private:
    LedgerCounts& counts(bool upstream) { return upstream ? ledger_.upstream : ledger_.downstream; }
    static const LedgerChannel& channelOf(const LedgerConnection& connection, bool upstream)
    {
        return upstream ? connection.upstream : connection.downstream;
    }
    /// As the writer wrote them, or else as the other end received them.
    const std::vector<LedgerMessage>& written(const LedgerConnection& connection,
                                              bool upstream) const
    {
        const LedgerChannel& channel = channelOf(connection, upstream);
        return all_.knowsSent(upstream) ? channel.sent : channel.received;
    }
    /// What came back, as seen by the end whose record written() is.
    const std::vector<LedgerMessage>& cameBack(const LedgerConnection& connection,
                                               bool upstream) const
    {
        const LedgerChannel& channel = channelOf(connection, !upstream);
        return all_.knowsSent(upstream) ? channel.received : channel.sent;
    }

    void add(LedgerDefect defect, bool upstream, const LedgerMessage& message,
             std::vector<EventNumber> witnesses)
    {
        ++counts(upstream).defects[std::size_t(defect)];
        if (ledger_.rows.size() < MessageLedger::mostRows)
            ledger_.rows.push_back(
                {defect, upstream, message.id, message.action, std::move(witnesses)});
    }

    void rememberResolved()
    {
        for (EventNumber number = 1; number <= log_.size(); ++number) {
            const EventHeader& header = log_.header(number);
            if (header.source == Source::Client && header.kind == EventKind::CallResolved)
                resolved_.try_emplace(log_.text(number, FieldKey::MessageId), number);
        }
    }

    void settle(const LedgerConnection& connection, bool upstream);
    void noteRequests(const LedgerConnection& connection, bool upstream);
    void noteAnswers(const LedgerConnection& connection, bool upstream);
    void watchCalls(const LedgerConnection& connection, bool upstream);
    bool isOver(const LedgerMessage& call, EventNumber until) const;

    const EventLog& log_;
    std::chrono::nanoseconds callTimeout_;
    LedgerConnections all_;
    MessageLedger ledger_;
    std::array<ContentIndex, 2> earlier_; ///< written before, by direction
    std::array<Ids, 2> requests_;         ///< by direction
    std::unordered_map<std::string_view, EventNumber> resolved_;
};

/// What was written against what arrived.
void LedgerKeeper::settle(const LedgerConnection& connection, bool upstream)
{
    const LedgerChannel& channel = channelOf(connection, upstream);
    LedgerCounts& sum = counts(upstream);
    sum.sent += channel.sent.size();
    sum.received += channel.received.size();
    if (!all_.knowsBothEnds())
        return;
    const ChannelMatch match = matchChannel(channel, earlier_[upstream]);
    sum.delivered += match.delivered;
    sum.unsettled += match.unsettled;
    for (const ChannelDefect& found : match.defects)
        add(found.defect, upstream, *found.message, found.witnesses);
    for (const LedgerMessage& message : channel.sent)
        earlier_[upstream].try_emplace(message.hash, &message);
}

/// An id that speaks for a second time.
void LedgerKeeper::noteRequests(const LedgerConnection& connection, bool upstream)
{
    for (const LedgerMessage& message : written(connection, upstream)) {
        if (!message.isRequest())
            continue;
        const auto [first, isNew] = requests_[upstream].try_emplace(
            {connection.party, message.id}, FirstUse{message.event, connection.epoch, &message});
        if (isNew)
            continue;
        if (maySendAgain(message.action) && message.action == first->second.message->action)
            ++counts(upstream).repeated;
        else
            add(first->second.epoch == connection.epoch ? LedgerDefect::Doubled
                                                        : LedgerDefect::Stale,
                upstream, message, {first->second.event, message.event});
    }
}

/// Answers to CALLs of an earlier connection, and second answers.
void LedgerKeeper::noteAnswers(const LedgerConnection& connection, bool upstream)
{
    std::unordered_map<std::string_view, EventNumber> answered;
    for (const LedgerMessage& message : written(connection, upstream)) {
        if (!message.isAnswer())
            continue;
        const auto [first, isNew] = answered.try_emplace(message.id, message.event);
        if (!isNew)
            add(LedgerDefect::Doubled, upstream, message, {first->second, message.event});
        const auto call = requests_[!upstream].find({connection.party, message.id});
        if (call != requests_[!upstream].end() && call->second.epoch != connection.epoch &&
            !maySendAgain(call->second.message->action))
            add(LedgerDefect::Stale, upstream, message, {call->second.event, message.event});
    }
}

/// The client said so, or it has taken too long.
bool LedgerKeeper::isOver(const LedgerMessage& call, EventNumber until) const
{
    const auto resolved = resolved_.find(call.id);
    return (resolved != resolved_.end() && resolved->second > call.event &&
            resolved->second < until) ||
           log_.header(until).time - log_.header(call.event).time >= callTimeout_;
}

/// One CALL at a time in each direction (OCPP-J 4.1.1).
void LedgerKeeper::watchCalls(const LedgerConnection& connection, bool upstream)
{
    const auto& answers = cameBack(connection, upstream);
    auto answer = answers.begin();
    const LedgerMessage* open = nullptr;
    for (const LedgerMessage& message : written(connection, upstream)) {
        if (!message.isCall())
            continue;
        for (; answer != answers.end() && answer->event < message.event; ++answer)
            if (open && answer->isAnswer() && answer->id == open->id)
                open = nullptr;
        if (open && open->id != message.id && !isOver(*open, message.event))
            add(LedgerDefect::InFlight, upstream, message, {open->event, message.event});
        open = &message;
    }
}

} // namespace

std::string_view nameOf(LedgerDefect defect)
{
    return defectNames.at(std::size_t(defect));
}

std::uint64_t MessageLedger::defects() const
{
    std::uint64_t sum = 0;
    for (const LedgerCounts* const counts : {&upstream, &downstream})
        for (const std::uint64_t count : counts->defects)
            sum += count;
    return sum;
}

MessageLedger messageLedger(const EventLog& log, std::chrono::nanoseconds callTimeout)
{
    return LedgerKeeper(log, callTimeout).kept();
}

MessageLedger messageLedger(const EventLog& log, const RunInfo& info)
{
    const QJsonValue session = info.configuration[QLatin1String("session")];
    const auto timeout = parseDuration(session[QLatin1String("call_timeout")].toString());
    return timeout && timeout->count() > 0 ? messageLedger(log, *timeout) : messageLedger(log);
}

} // namespace redial
