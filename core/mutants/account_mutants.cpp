// SPDX-License-Identifier: MIT
// Clients whose account of what they did is wrong: they keep silent, or say it twice. A log is all
// that an oracle sees of a client, so this is what a wrong controller looks like to it.
#include "core/mutants/mutant.h"
#include "core/mutants/situations.h"

namespace redial {

namespace {

using namespace std::chrono_literals;

template <EventKind kind, int count>
int copiesOf(const EventLog& log, EventNumber number)
{
    return log.header(number).kind == kind ? count : 1;
}

/// Messages that get too old in the queue are not told of.
int withoutDrops(const EventLog& log, EventNumber number)
{
    const bool isDrop = log.header(number).kind == EventKind::QueueDropped ||
                        log.text(number, FieldKey::Outcome) == "dropped";
    return isDrop ? 0 : 1;
}

StationRunConfiguration oldCalls()
{
    StationRunConfiguration configuration = situation::queuedCalls(14);
    configuration.session.offlineQueueTtl = 60s;
    return configuration;
}

StationRunConfiguration givingUp()
{
    StationRunConfiguration configuration = situation::longOutage();
    configuration.policy.maxAttempts = 3;
    return configuration;
}

} // namespace

std::vector<Mutant> accountMutants()
{
    return {
        {.id = "M60",
         .name = "leaves pings unanswered",
         .wrong = "It never says that it answered the server's ping.",
         .oracles = {"P60"},
         .declared =
             [] { return situation::withFault(40s, "W26 count=2 when=attempt:1 when=delay:10s"); },
         .copies = copiesOf<EventKind::PongSent, 0>},
        {.id = "M61",
         .name = "stays online for ever",
         .wrong = "It never says that it is offline when its connection is lost (steve 828).",
         .oracles = {"P21"},
         .declared = situation::threeLosses,
         .copies = copiesOf<EventKind::Offline, 0>},
        {.id = "M62",
         .name = "says connected twice",
         .wrong = "It tells twice of each connection.",
         .oracles = {"P21"},
         .declared = situation::threeLosses,
         .copies = copiesOf<EventKind::Connected, 2>},
        {.id = "M63",
         .name = "reconnects without a back-off",
         .wrong = "A loss leads to no back-off that anybody is told of.",
         .oracles = {"P22"},
         .declared = situation::threeLosses,
         .copies = copiesOf<EventKind::BackoffScheduled, 0>},
        {.id = "M64",
         .name = "two back-offs for one loss",
         .wrong = "Two layers schedule a back-off for the same loss.",
         .oracles = {"P21", "P22"},
         .declared = situation::threeLosses,
         .copies = copiesOf<EventKind::BackoffScheduled, 2>},
        {.id = "M65",
         .name = "leaks its timers",
         .wrong = "Its timers are never cancelled and outlive their connection.",
         .oracles = {"P25"},
         .declared = situation::threeLosses,
         .copies = copiesOf<EventKind::TimerCancelled, 0>},
        {.id = "M66",
         .name = "gives up twice",
         .wrong = "It tells twice that it has given up.",
         .oracles = {"P22", "P28"},
         .declared = givingUp,
         .copies = copiesOf<EventKind::GaveUp, 2>},
        {.id = "M67",
         .name = "leaves a promise open",
         .wrong = "A CALL in flight is never resolved when its connection is lost.",
         .oracles = {"P31"},
         .declared = situation::lostCall,
         .copies = copiesOf<EventKind::CallResolved, 0>},
        {.id = "M68",
         .name = "resolves a call twice",
         .wrong = "It resolves each CALL a second time.",
         .oracles = {"P31"},
         .declared = situation::lostCall,
         .copies = copiesOf<EventKind::CallResolved, 2>},
        {.id = "M69",
         .name = "drops in silence",
         .wrong = "What got too old in its queue is gone, and nobody is told.",
         .oracles = {"P37"},
         .declared = oldCalls,
         .copies = withoutDrops},
    };
}

} // namespace redial
