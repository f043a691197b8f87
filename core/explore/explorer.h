// SPDX-License-Identifier: MIT
#pragma once

#include "core/explore/client_model.h"
#include "core/explore/fingerprint_set.h"
#include "core/explore/state_queue.h"
#include "core/time/clock.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace redial {

/// What an exploration may cost.
struct ExploreLimits
{
    int depth = 12; ///< events on a path, at most 255
    std::size_t memoryBytes = std::size_t{2} << 30;
    std::chrono::nanoseconds time = std::chrono::hours(1);
};

/// An invariant that does not hold after these events: no path is shorter.
struct Counterexample
{
    Invariant invariant{};
    std::vector<ExploreChoice> path;
};

struct ExploreResult
{
    enum class End : std::uint8_t {
        DepthReached,
        EverythingSeen, ///< no event leads to a state that is not known
        Violated,
        OutOfMemory,
        OutOfTime,
        Interrupted
    };

    End end = End::DepthReached;
    /// Every path of so many events was looked at.
    int completedDepth = 0;
    std::uint64_t states = 0; ///< different ones, the first included
    std::uint64_t transitions = 0;
    std::vector<std::uint64_t> newStates; ///< at each depth, from 0
    std::size_t memoryBytes = 0;          ///< the most that was held
    std::chrono::nanoseconds time{};
    std::optional<Counterexample> counterexample;

    /// How probable it is that two different states had the same fingerprint, so that one was
    /// overlooked: about states^2 / 2^65.
    double confusion() const;
};

/// Looks at every interleaving of events up to a depth, breadth first. States are merged by their
/// fingerprints. Deterministic but for the limits of time and memory.
class Explorer
{
public:
    /// All outlive the explorer.
    Explorer(const ClientModel& model, const ExploreLimits& limits, const Clock& clock);

    /// `proceed` is asked now and then, with what is known so far; false interrupts. Call once.
    ExploreResult run(const std::function<bool(const ExploreResult& soFar)>& proceed = {});

private:
    /// How a state was reached first.
    struct Origin
    {
        std::uint32_t from;
        ExploreChoice choice;
    };

    bool exploreDepth(int depth);
    bool expand(const ModelState& state, std::uint32_t number, bool isLast);
    bool mayGoOn();
    void end(ExploreResult::End how);
    void measure();
    std::vector<ExploreChoice> pathTo(std::uint32_t number) const;

    const ClientModel& model_;
    const ExploreLimits limits_;
    const Clock& clock_;
    MonotonicTime started_;
    std::function<bool(const ExploreResult&)> proceed_;
    FingerprintSet known_;
    std::vector<Origin> origins_; ///< of every state that is expanded, by its number
    StateQueue present_;
    StateQueue next_;
    std::uint32_t firstPresent_ = 0; ///< number of the first state of this depth
    std::vector<ExploreChoice> choices_;
    ExploreResult result_;
};

} // namespace redial
