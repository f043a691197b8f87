// SPDX-License-Identifier: MIT
#include "core/verdict/message_passage.h"

#include "core/verdict/message_faults.h"

#include <array>
#include <utility>

namespace redial {

namespace {

/// MSGI's two ends record its CONTROL frames each in its own way.
bool isMsgi(const RunView& run, const ConnectionStory& story)
{
    return run.text(story.begin, FieldKey::Url).substr(0, 4) == "msgi";
}

} // namespace

MessagePassage messagePassage(const RunView& run)
{
    MessagePassage passage;
    const LedgerConnections ledger = ledgerConnections(run.log());
    if (ledger.sides != LedgerSides::ClientAndServer)
        return passage;
    const MessageFaults faults(run.log());
    std::array<ContentIndex, 2> earlier; // by direction
    for (const LedgerConnection& connection : ledger.connections) {
        const ConnectionStory* const story = run.connection(connection.epoch);
        const bool isJudged = story && !isMsgi(run, *story) && !faults.touched(run, *story);
        for (const bool upstream : {true, false}) {
            const LedgerChannel& channel = upstream ? connection.upstream : connection.downstream;
            if (isJudged) {
                ChannelMatch match = matchChannel(channel, earlier[upstream]);
                passage.delivered += match.delivered;
                for (ChannelDefect& found : match.defects)
                    passage.defects.push_back(
                        {found.defect, upstream, connection.epoch, std::move(found.witnesses)});
            }
            for (const LedgerMessage& message : channel.sent)
                earlier[upstream].try_emplace(message.hash, &message);
        }
    }
    return passage;
}

} // namespace redial
