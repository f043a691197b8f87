// SPDX-License-Identifier: MIT
#include "core/verdict/finding.h"

#include <algorithm>
#include <array>

namespace redial {

namespace {

struct Advice
{
    std::string_view oracle;
    Severity severity;
    const char* remedy;
};

constexpr auto advices = std::to_array<Advice>({
    {"P01", Severity::Error,
     "Compute each wait from the configured first wait, factor, jitter and longest wait, and draw "
     "the jitter inside the bounds."},
    {"P02", Severity::Warning,
     "Begin the next attempt from the back-off's own timer, not from a poll or another event."},
    {"P03", Severity::Warning, "Multiply the wait by its factor after each failed attempt."},
    {"P05", Severity::Note,
     "Draw each wait anew from an even distribution over the whole range, with a generator seeded "
     "once for each station."},
    {"P06", Severity::Note,
     "Draw the jitter after the cap, so that stations stay spread at the longest wait."},
    {"P07", Severity::Error,
     "Never attempt again without a wait, and let one place only start attempts."},
    {"P08", Severity::Error,
     "Reset the attempt counter when the boot is accepted (or by reset_on), not when the socket "
     "opens, and do reset it then."},
    {"P09", Severity::Warning,
     "Hold messages back until the boot is accepted and the resume delay is over."},
    {"P10", Severity::Error, "Take the larger of the own wait and the server's Retry-After."},
    {"P11", Severity::Error,
     "After Pending or Rejected send BootNotification again only when the answer's interval is "
     "over."},
    {"P12", Severity::Warning,
     "Send pings, and end the connection when a pong is missing for the pong time-out, no sooner."},
    {"P13", Severity::Error,
     "Guard the whole attempt, from the look-up of the name to the upgrade, by one timer."},
    {"P14", Severity::Error,
     "Let each end of a connection or attempt lead to the next attempt by a timer of its own, "
     "unless the policy gives up and says so."},
    {"P15", Severity::Warning,
     "Start the heartbeat timer anew with the interval of each accepted boot."},
    {"P20", Severity::Error,
     "Refuse to start an attempt while another one is under way, and close the old socket first."},
    {"P21", Severity::Warning, "Change the state in one place, by a table of allowed steps."},
    {"P22", Severity::Error,
     "Schedule the back-off in one place, once for each connection that ended."},
    {"P23", Severity::Error, "Cancel every timer and attempt in stop, before it returns."},
    {"P24", Severity::Warning,
     "Guard the closing handshake by the close time-out, then end the socket."},
    {"P25", Severity::Warning,
     "Cancel a connection's timers when it ends, and ignore those of earlier connections."},
    {"P28", Severity::Error,
     "After giving up start nothing again by itself; keep the limit and the terminal codes."},
    {"P30", Severity::Warning, "Answer a send at once while offline: reject it or queue it."},
    {"P31", Severity::Error,
     "When a connection ends resolve each of its open calls once, as closed, before the next "
     "attempt."},
    {"P32", Severity::Error,
     "Send nothing twice but unanswered messages about transactions, under their own id."},
    {"P33", Severity::Error,
     "Drop what an earlier connection had not finished writing; let the application decide whether "
     "to send it again."},
    {"P34", Severity::Error,
     "Send through one queue for each connection, and hand messages on in the order in which they "
     "came."},
    {"P35", Severity::Error,
     "Hand each message to the socket unchanged, and give up what an old socket had not written "
     "with that socket."},
    {"P36", Severity::Error,
     "Tell a message as sent when its answer is there, as failed when it was never written, and as "
     "unknown in between."},
    {"P37", Severity::Error,
     "Bound the queue by number and age, send from its front, and tell each message that leaves it "
     "unsent."},
    {"P40", Severity::Error,
     "Send the auth message first and wait for its answer, then each subscription once, and report "
     "ready only when all of them are answered."},
    {"P41", Severity::Error,
     "Ask for a token for each connection, and keep none from an earlier one."},
    {"P42", Severity::Error,
     "Send BootNotification first on a connection, and nothing else before it is accepted."},
    {"P43", Severity::Error,
     "Keep handlers outside of the connection, and give each message to one of them once."},
    {"P44", Severity::Warning,
     "Recognise the server's pings before anything else looks at a message, and answer them "
     "alone."},
    {"P45", Severity::Error,
     "Follow the sequence numbers over reconnects: drop what came before, ask for what is missing, "
     "and tell what is lost."},
    {"P50", Severity::Warning,
     "Report close code, HTTP status and socket error as they came, without mapping them to one."},
    {"P51", Severity::Warning, "This is a fault of Redial's own figures: report it with the run."},
    {"P52", Severity::Warning,
     "Say connected after the upgrade and online after the boot and the resume delay."},
    {"P60", Severity::Error,
     "Answer each ping with its own payload, let the Close frame be the last thing that is sent, "
     "and take nothing after the peer's."},
    {"P61", Severity::Error,
     "Answer each PING at once with its own payload, let DISCONNECT or ERROR be the last frame, "
     "and "
     "end the connection at the first frame that breaks the rules."},
    {"P62", Severity::Error,
     "Verify the server's certificate and its name, and end the attempt when either is wrong."},
    {"L1", Severity::Warning, "Keep one place in the ring of servers, and step it at each pick."},
    {"L2", Severity::Warning,
     "Count a server's connections when they are given and when they end, and pick the least."},
    {"L3", Severity::Warning, "Pick by the weights' sum, not by the number of servers."},
    {"L4", Severity::Error,
     "Ask for a server's state at the pick, not before, and pick none that is unhealthy or "
     "drains."},
});

const Advice* adviceFor(std::string_view oracle)
{
    const auto* const found =
        std::find_if(advices.begin(), advices.end(),
                     [oracle](const Advice& advice) { return advice.oracle == oracle; });
    return found == advices.end() ? nullptr : found;
}

} // namespace

std::string_view nameOf(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return "error";
    case Severity::Warning:
        return "warning";
    case Severity::Note:
        break;
    }
    return "note";
}

Severity severityOf(std::string_view oracle)
{
    const Advice* const advice = adviceFor(oracle);
    return advice ? advice->severity : Severity::Error;
}

QString remedyOf(std::string_view oracle)
{
    const Advice* const advice = adviceFor(oracle);
    return advice ? QString::fromUtf8(advice->remedy) : QString();
}

std::vector<Finding> findings(const std::vector<OracleResult>& results)
{
    std::vector<Finding> found;
    for (const OracleResult& result : results) {
        if (result.outcome == OracleOutcome::Fail)
            found.push_back({result.id, result.rules, result.title, severityOf(result.id),
                             result.witnesses, result.explanation, remedyOf(result.id)});
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
    return found;
}

} // namespace redial
