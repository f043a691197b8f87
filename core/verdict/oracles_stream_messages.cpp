// SPDX-License-Identifier: MIT
// What becomes of a feed's messages.
#include "core/base/duration_text.h"
#include "core/base/to_qstring.h"
#include "core/verdict/oracle_functions.h"
#include "core/verdict/stream_events.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace redial::oracle {

namespace {

using std::chrono::nanoseconds;

/// A message of a channel: where it came, and where it was delivered.
struct Passage
{
    EventNumber received = 0;
    EventNumber delivered = 0;
};

/// Messages of numbered channels from the wire to their handlers.
class DeliveryWatch
{
public:
    DeliveryWatch(const RunView& run, const VerdictContext& context, OracleExamination& examination)
        : run_(run), context_(context), profile_(*context.stream), examination_(examination)
    {
    }

    void see(EventNumber number)
    {
        const EventKind kind = run_.kind(number);
        if (kind == EventKind::Opened)
            begin();
        else if (kind == EventKind::AuthAnswered)
            authenticated_ = run_.text(number, FieldKey::Outcome) == "accepted";
        else if (kind == EventKind::MessageIn && authenticated_)
            received(number);
        else if (kind == EventKind::MessageDelivered)
            delivered(number);
        else if (kind == EventKind::Closed)
            end(number);
    }
    void finish() { end(run_.log().size()); }

private:
    using Key = std::pair<QString, std::uint64_t>;

    void begin()
    {
        ++connections_;
        authenticated_ = !profile_.auth || !profile_.auth->accepted;
        if (profile_.policy.sequenceScope == SequenceScope::Connection) {
            passages_.clear();
            newest_.clear();
        }
    }
    void received(EventNumber number)
    {
        const auto message = messageOf(run_, number);
        const auto sequence = message ? profile_.sequenceOf(*message) : std::nullopt;
        const QString channel = message ? profile_.channelOf(*message) : QString();
        if (!sequence || channel.isEmpty() || profile_.handlerOf(channel).isEmpty())
            return;
        // What comes after its gap was given up is told as lost already.
        const auto newest = newest_.find(channel);
        if (newest != newest_.end() && *sequence <= newest->second)
            return;
        Passage& passage = passages_[{channel, *sequence}];
        if (passage.received == 0)
            passage.received = number;
    }
    void delivered(EventNumber number)
    {
        const QString channel = toQString(run_.text(number, FieldKey::Channel));
        const QString handler = toQString(run_.text(number, FieldKey::Handler));
        if (connections_ > 1)
            examination_.count();
        if (handler != profile_.handlerOf(channel))
            examination_.fail({number},
                              QStringLiteral("A message of channel \"%1\" went to handler %2 "
                                             "instead of %3.")
                                  .arg(channel, handler, profile_.handlerOf(channel)));
        const auto sequence = sequenceOf(run_, number);
        if (!sequence)
            return;
        Passage& passage = passages_[{channel, *sequence}];
        if (passage.delivered != 0)
            examination_.fail({passage.delivered, number},
                              QStringLiteral("Message %1 of channel \"%2\" was delivered twice.")
                                  .arg(*sequence)
                                  .arg(channel));
        passage.delivered = number;
        newest_[channel] = std::max(newest_[channel], *sequence);
    }
    /// What came and had time enough must have been delivered.
    void end(EventNumber number)
    {
        for (const auto& [key, passage] : passages_) {
            if (passage.delivered != 0 || passage.received == 0 ||
                run_.epoch(passage.received) != run_.epoch(number))
                continue;
            const nanoseconds limit = profile_.policy.recoveryTimeout;
            const auto tolerance =
                context_.toleranceFor(run_, run_.time(passage.received), limit, run_.time(number));
            if (run_.time(number) - run_.time(passage.received) - tolerance > limit)
                examination_.fail({passage.received, number},
                                  QStringLiteral("Message %1 of channel \"%2\" came on connection "
                                                 "%3 and reached no handler.")
                                      .arg(key.second)
                                      .arg(key.first)
                                      .arg(run_.epoch(passage.received)));
        }
    }

    const RunView& run_;
    const VerdictContext& context_;
    const StreamProfile& profile_;
    OracleExamination& examination_;
    bool authenticated_ = false;
    std::uint64_t connections_ = 0;
    std::map<Key, Passage> passages_;
    std::map<QString, std::uint64_t> newest_;
};

/// Sequence numbers as the application sees them.
class SequenceWatch
{
public:
    SequenceWatch(const RunView& run, const StreamProfile& profile, OracleExamination& examination)
        : run_(run), profile_(profile), examination_(examination)
    {
    }

    void see(EventNumber number)
    {
        const EventKind kind = run_.kind(number);
        if (kind == EventKind::Opened)
            begin();
        else if (kind == EventKind::MessageIn)
            told_.clear();
        else if (kind == EventKind::RecoverySettled)
            settled(number);
        else if (kind == EventKind::MessageDelivered)
            delivered(number);
    }

private:
    struct Channel
    {
        EventNumber event = 0; ///< of the newest delivery
        std::uint64_t sequence = 0;
        bool isNewConnection = false;
    };

    void begin()
    {
        if (profile_.policy.sequenceScope == SequenceScope::Connection)
            channels_.clear();
        for (auto& [name, channel] : channels_)
            channel.isNewConnection = true;
    }
    void settled(EventNumber number)
    {
        const auto recovered = run_.log().field(number, FieldKey::Recovered);
        const bool* value = recovered ? std::get_if<bool>(&*recovered) : nullptr;
        if (value && !*value)
            told_.insert(run_.text(number, FieldKey::Channel));
        examination_.count();
    }
    void delivered(EventNumber number)
    {
        const auto sequence = sequenceOf(run_, number);
        if (!sequence)
            return;
        const std::string_view name = run_.text(number, FieldKey::Channel);
        Channel& channel = channels_[name];
        if (std::exchange(channel.isNewConnection, false))
            examination_.count();
        const EventNumber before = std::exchange(channel.event, number);
        const std::uint64_t last = std::exchange(channel.sequence, *sequence);
        if (before == 0)
            return;
        if (*sequence <= last)
            return examination_.fail({before, number},
                                     QStringLiteral("Message %1 of channel \"%2\" was delivered "
                                                    "after message %3.")
                                         .arg(*sequence)
                                         .arg(toQString(name))
                                         .arg(last));
        if (*sequence > last + 1 && !told_.contains(name))
            examination_.fail({before, number},
                              QStringLiteral("Messages %1 to %2 of channel \"%3\" are missing, and "
                                             "nobody was told.")
                                  .arg(last + 1)
                                  .arg(*sequence - 1)
                                  .arg(toQString(name)));
    }

    const RunView& run_;
    const StreamProfile& profile_;
    OracleExamination& examination_;
    std::map<std::string_view, Channel> channels_;
    /// Whose loss was told since the newest message came: it speaks of all that was held back.
    std::set<std::string_view> told_;
};

} // namespace

OracleAnswer p43(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    if (context.stream) {
        DeliveryWatch watch(run, context, examination);
        for (const EventNumber number : run.client())
            watch.see(number);
        if (run.log().size() > 0)
            watch.finish();
    }
    return examination.answer(
        QStringLiteral("All %1 messages after a reconnect reached their handler once."),
        QStringLiteral("No message of a stream was delivered after a reconnect."));
}

OracleAnswer p45(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    if (context.stream) {
        SequenceWatch watch(run, *context.stream, examination);
        for (const EventNumber number : run.client())
            watch.see(number);
    }
    return examination.answer(QStringLiteral("Whenever messages might have been missed, %1 times, "
                                             "they were delivered in order or told as lost."),
                              QStringLiteral("No channel with sequence numbers was regained."));
}

} // namespace redial::oracle
