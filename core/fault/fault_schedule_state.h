// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_schedule.h"

#include <map>
#include <set>
#include <tuple>

namespace redial {

/// How far one fault has come on one connection; on number 0: with the whole server.
struct FaultWatch
{
    std::uint64_t attempt = 0; ///< of its scope; 0: it was there before the fault was armed
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;
    std::optional<bool> drawn; ///< what probability said
    bool isDone = false;       ///< it comes here no more
    bool beginsWhenDue = false;
    bool holds = false;
    bool isBitten = false;
    std::optional<MonotonicTime> due; ///< of the wait, or of the end while it holds
};

/// One fault of a schedule.
struct FaultEntry
{
    FaultEntry(const PlannedFault& what, Random source);

    PlannedFault planned;
    FaultTrigger trigger; ///< with all that the fault itself adds
    Random random;
    bool isArmed = false;
    std::uint64_t activatedBy = 0; ///< the input since which it has been active
    std::uint64_t attempts = 0;    ///< connections in scope since then
    std::uint64_t begun = 0;       ///< since then
    std::uint64_t inScope = 0;     ///< connections in scope, ever
    bool hadItsTurn = false;
    bool isPassedOver = false; ///< disarmed by hand: a sequence goes on without it
    FaultCounters counters;
    std::map<std::uint32_t, FaultWatch> watches;

    const FaultDefinition& definition() const { return planned.fault.definition(); }
    /// The watch that holds: the connection's, or that of everything.
    std::uint32_t holderOf(std::uint32_t connection) const
    {
        return definition().actsOnEverything() ? 0 : connection;
    }
    bool isExhausted() const { return planned.times && begun >= *planned.times; }
    bool holdsAnywhere() const;
    /// A sequence may go on to the next.
    bool hasHadItsPart() const;
    /// Whether conditions are looked at for this connection (0: for the whole server).
    bool isDecidedOn(std::uint32_t connection) const;
    bool takesAttempt(std::uint64_t attempt) const;
    bool takes(const FaultMessage& message) const;
};

struct FaultSchedule::State
{
    struct Link
    {
        FaultConnectionFacts facts;
        bool hasRequest = false;
        bool isOpen = false;
    };
    using Due = std::tuple<MonotonicTime, FaultIndex, std::uint32_t>;

    FaultPlan::Order order;
    MonotonicTime start;
    std::uint64_t seed;
    std::vector<FaultEntry> entries;
    std::map<std::uint32_t, Link> links;
    std::set<Due> dues;
    FaultIndex turn = 0;
    std::uint64_t input = 0; ///< counts the inputs
    bool isFinished = false;
    Effects effects; ///< of this input

    State(FaultPlan::Order how, MonotonicTime begin, std::uint64_t randomSeed)
        : order(how), start(begin), seed(randomSeed)
    {
    }

    void add(const PlannedFault& fault);
    bool isActive(FaultIndex fault) const;
    void arm(FaultIndex fault, FaultEffect::Cause cause, MonotonicTime now);
    void activate(FaultIndex fault, MonotonicTime now,
                  std::optional<std::uint32_t> struck = std::nullopt);
    void join(FaultIndex fault, std::uint32_t connection);
    bool isReached(FaultStage stage, std::uint32_t connection) const;
    /// Looks at everything but messages, and waits or begins.
    void evaluate(FaultIndex fault, std::uint32_t connection, MonotonicTime now);
    void countMessage(FaultIndex fault, std::uint32_t connection, const FaultMessage& message,
                      MonotonicTime now);
    /// True if time, chance and delay let it come now; else it waits or is done.
    bool passes(FaultIndex fault, std::uint32_t connection, bool onMessage, MonotonicTime now);
    bool isInTime(FaultIndex fault, std::uint32_t connection, MonotonicTime now);
    void begin(FaultIndex fault, std::uint32_t connection, MonotonicTime now);
    void end(FaultIndex fault, std::uint32_t holder, FaultEffect::Cause cause);
    void wait(FaultIndex fault, std::uint32_t watch, MonotonicTime due, bool begins);
    void stopWaiting(FaultIndex fault, std::uint32_t watch);
    void forget(FaultIndex fault, std::uint32_t connection);
    void advance(MonotonicTime now, std::optional<std::uint32_t> struck = std::nullopt);
    void tell(FaultEffect::Kind kind, FaultIndex fault, std::uint32_t connection,
              FaultEffect::Cause cause);
    void onDue(const Due& due, MonotonicTime now);
    QString unbittenReason(FaultIndex fault) const;
    Effects take() { return std::exchange(effects, {}); }
};

} // namespace redial
