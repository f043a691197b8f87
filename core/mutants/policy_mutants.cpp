// SPDX-License-Identifier: MIT
// Clients that follow another policy than the one they declare, in all but the waits.
#include "core/mutants/mutant.h"
#include "core/mutants/situations.h"

namespace redial {

namespace {

using namespace std::chrono_literals;

/// Accepted, and closed again before any boot is answered, three times.
StationRunConfiguration closedBeforeReady()
{
    StationRunConfiguration configuration = situation::quiet(60s);
    configuration.script.closings = {
        {ScriptedClosing::When::AfterHandshake, 1, {}, {ClosingKind::Way::Reset, 0}, {1, 3}}};
    return configuration;
}

StationRunConfiguration retryAfter()
{
    return situation::withFault(60s, "H5 retry_after=20s when=attempt:1");
}

StationRunConfiguration halfOpen()
{
    return situation::withFault(40s, "T9 when=attempt:1 when=delay:20s");
}

std::vector<Mutant> countingMutants()
{
    return {
        {.id = "M16",
         .name = "counts from 1 as soon as it is open",
         .wrong = "An open connection resets its attempts, though no boot was accepted on it.",
         .oracles = {"P08"},
         .declared = closedBeforeReady,
         .actual = [](auto& configuration) { configuration.policy.resetOn = ResetOn::Open; }},
        {.id = "M17",
         .name = "never counts from 1 again",
         .wrong = "Its attempts count on after a connection that was ready.",
         .oracles = {"P08"},
         .declared = situation::threeLosses,
         .actual =
             [](auto& configuration) {
                 configuration.policy.resetOn = ResetOn::Stable;
                 configuration.policy.minimumUptime = 1h;
             }},
        {.id = "M18",
         .name = "ignores Retry-After",
         .wrong = "It comes back after its own wait when the server asks for 20 s.",
         .oracles = {"P01", "P10"},
         .declared = retryAfter,
         .actual = [](auto& configuration) { configuration.policy.honourRetryAfter = false; }},
        {.id = "M19",
         .name = "cuts Retry-After",
         .wrong = "It waits no longer than 5 s when the server asks for 20 s.",
         .oracles = {"P01", "P10"},
         .declared = retryAfter,
         .actual = [](auto& configuration) { configuration.policy.retryAfterLimit = 5s; }},
    };
}

std::vector<Mutant> timeMutants()
{
    return {
        {.id = "M30",
         .name = "no resume delay",
         .wrong = "It sends as soon as its boot is accepted, without the resume delay.",
         .oracles = {"P09"},
         .declared = situation::threeLosses,
         .actual = [](auto& configuration) { configuration.policy.resumeDelay = 0s; }},
        {.id = "M31",
         .name = "resumes too late",
         .wrong = "It goes online five seconds after its boot was accepted.",
         .oracles = {"P09"},
         .declared = situation::threeLosses,
         .actual = [](auto& configuration) { configuration.policy.resumeDelay = 5s; }},
        {.id = "M32",
         .name = "drops a link whose pong is on its way",
         .wrong = "It gives up on a pong after a millisecond; it declares three seconds.",
         .oracles = {"P12"},
         .declared =
             [] {
                 auto configuration = situation::quiet(40s);
                 configuration.policy.pingInterval = 5s;
                 configuration.policy.pongTimeout = 3s;
                 return configuration;
             },
         .actual = [](auto& configuration) { configuration.policy.pongTimeout = 1ms; }},
        {.id = "M33",
         .name = "hangs in the upgrade",
         .wrong = "An upgrade that is never answered holds it for 100 s; it declares 10 s.",
         .oracles = {"P13"},
         .declared =
             [] {
                 auto configuration = situation::withFault(160s, "H10 when=attempt:1");
                 configuration.policy.connectTimeout = 10s;
                 return configuration;
             },
         .actual = [](auto& configuration) { configuration.policy.connectTimeout = 100s; }},
        {.id = "M34",
         .name = "stops slowly",
         .wrong = "When the server does not answer its Close frame it waits a minute; it declares "
                  "3 s.",
         .oracles = {"P24"},
         .declared = halfOpen,
         .actual = [](auto& configuration) { configuration.policy.closeTimeout = 60s; }},
    };
}

std::vector<Mutant> endMutants()
{
    return {
        {.id = "M35",
         .name = "deaf to a terminal close code",
         .wrong = "It comes back after a close code that its policy calls final.",
         .oracles = {"P28"},
         .declared =
             [] {
                 auto configuration = situation::quiet(40s);
                 configuration.script.closings = {{ScriptedClosing::When::AfterDelay,
                                                   1,
                                                   10s,
                                                   {ClosingKind::Way::CloseFrame, 1008},
                                                   1}};
                 configuration.policy.terminalCloseCodes = {1008};
                 return configuration;
             },
         .actual = [](auto& configuration) { configuration.policy.terminalCloseCodes.clear(); }},
        {.id = "M36",
         .name = "deaf to a terminal HTTP status",
         .wrong = "It comes back after an HTTP status that its policy calls final.",
         .oracles = {"P28"},
         .declared =
             [] {
                 auto configuration = situation::withFault(40s, "H2 when=attempt:1");
                 configuration.policy.terminalHttpStatuses = {404};
                 return configuration;
             },
         .actual = [](auto& configuration) { configuration.policy.terminalHttpStatuses.clear(); }},
        {.id = "M37",
         .name = "never gives up",
         .wrong = "It goes on after as many attempts as its policy allows.",
         .oracles = {"P28"},
         .declared =
             [] {
                 auto configuration = situation::longOutage();
                 configuration.policy.maxAttempts = 3;
                 return configuration;
             },
         .actual = [](auto& configuration) { configuration.policy.maxAttempts.reset(); }},
        {.id = "M38",
         .name = "does not boot again",
         .wrong = "It boots on its first connection only; it declares a boot on each.",
         .oracles = {"P42"},
         .declared =
             [] {
                 auto configuration = situation::threeLosses();
                 configuration.boot.interval = 6s;
                 return configuration;
             },
         .actual =
             [](auto& configuration) {
                 configuration.session.bootPolicy = BootPolicy::FirstConnection;
             }},
        {.id = "M39",
         .name = "queues without bound",
         .wrong =
             "It keeps each message that is wanted while it is offline; it declares two at most.",
         .oracles = {"P37"},
         .declared =
             [] {
                 auto configuration = situation::queuedCalls(4);
                 configuration.session.offlineQueueBound = 2;
                 return configuration;
             },
         .actual = [](auto& configuration) { configuration.session.offlineQueueBound = 100; }},
    };
}

} // namespace

std::vector<Mutant> policyMutants()
{
    std::vector<Mutant> all = countingMutants();
    for (const auto& some : {timeMutants(), endMutants()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

} // namespace redial
