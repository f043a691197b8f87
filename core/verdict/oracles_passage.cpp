// SPDX-License-Identifier: MIT
// P34 and P35: in which order messages arrive, and whether they are what was written.
#include "core/base/to_qstring.h"
#include "core/verdict/ledger_message.h"
#include "core/verdict/message_passage.h"
#include "core/verdict/oracle_functions.h"
#include "core/verdict/stream_events.h"

#include <algorithm>
#include <map>
#include <utility>

namespace redial::oracle {

namespace {

QString way(const PassageDefect& defect)
{
    return QStringLiteral("%1 on connection %2")
        .arg(defect.upstream ? QStringLiteral("from client to server")
                             : QStringLiteral("from server to client"))
        .arg(defect.epoch);
}

/// The sequence numbers of each of a feed's channels, over all connections.
void watchChannels(const RunView& run, const StreamProfile& profile, OracleExamination& examination)
{
    std::map<std::string_view, std::pair<EventNumber, std::uint64_t>> newest;
    for (const EventNumber number : run.client()) {
        if (run.kind(number) == EventKind::Opened &&
            profile.policy.sequenceScope == SequenceScope::Connection)
            newest.clear();
        if (run.kind(number) != EventKind::MessageDelivered)
            continue;
        const auto sequence = sequenceOf(run, number);
        if (!sequence)
            continue;
        const std::string_view channel = run.text(number, FieldKey::Channel);
        const auto place = newest.try_emplace(channel, number, *sequence);
        if (place.second)
            continue;
        auto& last = place.first->second;
        examination.require(*sequence > last.second, {last.first, number}, [&] {
            return QStringLiteral("Message %1 of channel \"%2\" was delivered after message %3.")
                .arg(*sequence)
                .arg(toQString(channel))
                .arg(last.second);
        });
        last = {number, *sequence};
    }
}

/// Messages about transactions go out in the order in which they arose, offline or not.
void watchTransactions(const RunView& run, OracleExamination& examination)
{
    std::map<std::string_view, EventNumber> waiting; // id: when it arose
    EventNumber newest = 0;
    for (const EventNumber number : run.client()) {
        const EventKind kind = run.kind(number);
        if ((kind != EventKind::SendRequested && kind != EventKind::CallSent) ||
            !maySendAgain(run.text(number, FieldKey::Action)))
            continue;
        const std::string_view id = run.messageId(number);
        if (kind == EventKind::SendRequested) {
            waiting.emplace(id, number);
            continue;
        }
        const auto arose = waiting.find(id);
        if (arose == waiting.end())
            continue;
        examination.require(arose->second > newest, {newest, arose->second, number}, [&] {
            return QStringLiteral("Message %1 about a transaction was sent after one that arose "
                                  "later.")
                .arg(toQString(id));
        });
        newest = std::max(newest, arose->second);
        waiting.erase(arose);
    }
}

} // namespace

OracleAnswer p34(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    const MessagePassage passage = messagePassage(run);
    examination.count(passage.delivered);
    for (const PassageDefect& defect : passage.defects)
        if (defect.defect == LedgerDefect::Reordered)
            examination.fail({defect.witnesses.front(), defect.witnesses.back()},
                             QStringLiteral("A message %1 arrived after one that was written "
                                            "later.")
                                 .arg(way(defect)));
    watchTransactions(run, examination);
    if (context.stream)
        watchChannels(run, *context.stream, examination);
    return examination.answer(QStringLiteral("All %1 messages came in their order."),
                              QStringLiteral("No message was seen at both ends, or had a number."));
}

OracleAnswer p35(const RunView& run, const VerdictContext&)
{
    OracleExamination examination;
    const MessagePassage passage = messagePassage(run);
    examination.count(passage.delivered);
    for (const PassageDefect& defect : passage.defects) {
        const auto fail = [&](const QString& sentence) {
            examination.fail({defect.witnesses.front(), defect.witnesses.back()},
                             sentence.arg(way(defect)));
        };
        if (defect.defect == LedgerDefect::Invented)
            fail(QStringLiteral("A message %1 arrived that nobody wrote."));
        else if (defect.defect == LedgerDefect::Altered)
            fail(QStringLiteral("A message %1 arrived with another content than was written."));
        else if (defect.defect == LedgerDefect::Stale)
            fail(QStringLiteral("A message %1 arrived that was written on an earlier connection."));
    }
    return examination.answer(QStringLiteral("All %1 messages arrived as they were written."),
                              QStringLiteral("No message was seen at both ends."));
}

} // namespace redial::oracle
