// SPDX-License-Identifier: MIT
// What Redial's feed server does wrong in its own messages (docs/stream.md).
#include "core/fault/fault_rows.h"

namespace redial::rows {

namespace {

constexpr auto message = FaultStage::Message;
constexpr FaultModes modes{FaultMode::Server};

std::vector<FaultDefinition> bringUpFaults()
{
    return {
        onAnswers(act({"A1", "auth_refused", "the authentication message is refused",
                       "The client must not subscribe, and must not hammer.", "A1 when=attempt:1"},
                      message, modes, {text("reason", "on purpose", "the reason in the answer")}),
                  "auth_ok"),
        onAnswers(act({"A2", "auth_unanswered", "the authentication message is never answered",
                       "The client needs a limit for it.", "A2 when=attempt:1"},
                      message, modes),
                  "auth_ok"),
        onAnswers(act({"A3", "subscribe_fails", "a subscription is refused, unanswered or late",
                       "The client is ready only when all of them stand; one of several alone is "
                       "answered in part.",
                       "A3 how=refused when=message:1"},
                      message, modes,
                      {choice("how", {"refused", "unanswered", "late"}, "what becomes of it"),
                       duration("delay", "2s", "how late")}),
                  "subscribed"),
    };
}

std::vector<FaultDefinition> messageFaults()
{
    return {
        act({"A4", "passive_ping", "the server's own pings, one or very many",
             "Text or JSON messages that the client has to answer and not to deliver.",
             "A4 form=json pings=3 when=delay:1s when=attempt:1"},
            FaultStage::Open, modes,
            {choice("form", {"json", "text"}, "{\"type\":\"ping\",\"id\":1}, or the word ping"),
             number("pings", "1", 1, 100'000, "how many at once")}),
        onAnswers(act({"A5", "duplicate_deliveries", "messages come twice after the resubscription",
                       "The newest ones of earlier connections; the client must not deliver them "
                       "twice.",
                       "A5 messages=3 when=attempt:2"},
                      message, modes,
                      {number("messages", "3", 1, 100, "how many of the channel's newest")}),
                  "subscribed"),
        onAnswers(act({"A6", "sequence_gap", "a sequence number is left out",
                       "The client must notice what it has missed, and ask for it or tell.",
                       "A6 when=message:5"},
                      message, modes),
                  "message"),
    };
}

} // namespace

std::vector<FaultDefinition> applicationFaults()
{
    std::vector<FaultDefinition> faults = bringUpFaults();
    for (FaultDefinition& fault : messageFaults())
        faults.push_back(std::move(fault));
    return faults;
}

} // namespace redial::rows
