// SPDX-License-Identifier: MIT
// Clients whose timers come at another time than they say.
#include "core/mutants/mutant.h"
#include "core/mutants/situations.h"
#include "core/mutants/wrong_clock.h"

namespace redial {

namespace {

using namespace std::chrono_literals;

ClientParts withClock(WrongClock::Fault fault)
{
    return {.clock = [fault](Clock& own) { return std::make_unique<WrongClock>(own, fault); },
            .transport = {}};
}

/// Waits that are known to the nanosecond.
StationRunConfiguration exactWaits()
{
    StationRunConfiguration configuration = situation::threeLosses();
    configuration.policy.initialBackoff = 2s;
    configuration.policy.jitterRatio = 0;
    return configuration;
}

StationRunConfiguration beating()
{
    StationRunConfiguration configuration = situation::threeLosses();
    configuration.boot.interval = 6s;
    return configuration;
}

/// Lost while the connect time-out of the connection before would still run.
StationRunConfiguration lossesInQuickSuccession()
{
    StationRunConfiguration configuration = situation::quiet(60s);
    for (int i = 1; i <= 8; ++i)
        configuration.drops.push_back({i * 5s, DropKind::Reset});
    return configuration;
}

} // namespace

std::vector<Mutant> clockMutants()
{
    return {
        {.id = "M20",
         .name = "attempts too early",
         .wrong = "Its next attempt begins when half of the back-off is over.",
         .oracles = {"P02"},
         .declared = exactWaits,
         .parts = [] { return withClock({.length = 2s, .instead = 1s}); }},
        {.id = "M21",
         .name = "attempts too late",
         .wrong = "Its next attempt begins a second after the back-off is over.",
         .oracles = {"P02"},
         .declared = exactWaits,
         .parts = [] { return withClock({.length = 2s, .instead = 3s}); }},
        {.id = "M22",
         .name = "promises Retry-After and comes earlier",
         .wrong = "It schedules the wait that Retry-After asks for and begins after half of it.",
         .oracles = {"P02", "P10"},
         .declared = [] { return situation::withFault(60s, "H5 retry_after=20s when=attempt:1"); },
         .parts = [] { return withClock({.length = 20s, .instead = 10s}); }},
        {.id = "M23",
         .name = "boots again too early",
         .wrong = "It repeats a pending BootNotification after a quarter of the server's interval.",
         .oracles = {"P11"},
         .declared = situation::pendingBoot,
         .parts = [] { return withClock({.length = 20s, .instead = 5s}); }},
        {.id = "M24",
         .name = "heartbeats too rare",
         .wrong = "Its heartbeats come 2 s after the server's interval is over.",
         .oracles = {"P15"},
         .declared = beating,
         .parts = [] { return withClock({.length = 6s, .instead = 8s}); }},
        {.id = "M25",
         .name = "heartbeats too often",
         .wrong = "Its heartbeats come twice in the server's interval.",
         .oracles = {"P15"},
         .declared = beating,
         .parts = [] { return withClock({.length = 6s, .instead = 3s}); }},
        {.id = "M26",
         .name = "timers survive their cancelling",
         .wrong = "The guard of an attempt that succeeded fires all the same, on a later "
                  "connection.",
         .oracles = {"P25"},
         .declared = lossesInQuickSuccession,
         .parts = [] { return withClock({.length = 18s, .instead = 18s, .ignoresCancel = true}); }},
        {.id = "M27",
         .name = "forgets the pong's deadline",
         .wrong = "It waits ten times as long for a pong as it says.",
         .oracles = {"P12"},
         .declared =
             [] {
                 auto configuration =
                     situation::withFault(120s, "T9 when=attempt:1 when=delay:20s");
                 configuration.policy.pingInterval = 5s;
                 configuration.policy.pongTimeout = 3s;
                 return configuration;
             },
         .parts = [] { return withClock({.length = 3s, .instead = 30s}); }},
        {.id = "M28",
         .name = "never leaves its back-off",
         .wrong = "The timer of its back-off never comes: it waits for ever.",
         .oracles = {"P14"},
         .declared =
             [] {
                 auto configuration = exactWaits();
                 configuration.duration = 200s;
                 configuration.drops = {{20s, DropKind::Reset}};
                 return configuration;
             },
         .parts = [] { return withClock({.length = 2s, .instead = 1h}); }},
    };
}

} // namespace redial
