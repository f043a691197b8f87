// SPDX-License-Identifier: MIT
#include "core/explore/explorer.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace redial {

namespace {

using End = ExploreResult::End;

constexpr std::uint64_t statesBetweenQuestions = 1 << 13;
/// Their numbers have 32 bits; those of one question more still fit.
constexpr std::size_t mostExpanded = std::size_t{UINT32_MAX} - (std::size_t{1} << 20);

} // namespace

double ExploreResult::confusion() const
{
    return std::ldexp(double(states) * double(states), -65);
}

Explorer::Explorer(const ClientModel& model, const ExploreLimits& limits, const Clock& clock)
    : model_(model), limits_(limits), clock_(clock), started_(clock.now())
{
}

ExploreResult Explorer::run(const std::function<bool(const ExploreResult& soFar)>& proceed)
{
    proceed_ = proceed;
    started_ = clock_.now();
    ModelState first;
    canonicalize(first, canonicalNow, model_.settings().policy, model_.settings().session);
    known_.insert(fingerprintOf(first));
    origins_.push_back({0, {}});
    next_.push(first);
    result_.states = 1;
    result_.newStates = {1};
    for (int depth = 1; depth <= limits_.depth; ++depth) {
        if (!exploreDepth(depth))
            break;
        result_.completedDepth = depth;
        if (result_.newStates.back() == 0) {
            end(End::EverythingSeen);
            break;
        }
    }
    measure();
    return std::move(result_);
}

/// False if the exploration is over.
bool Explorer::exploreDepth(int depth)
{
    present_ = std::exchange(next_, StateQueue());
    const bool isLast = depth == limits_.depth;
    std::uint32_t number = firstPresent_;
    firstPresent_ = static_cast<std::uint32_t>(origins_.size());
    result_.newStates.push_back(0);
    while (!present_.isEmpty()) {
        if (number % statesBetweenQuestions == 0 && !mayGoOn())
            return false;
        if (!expand(present_.pop(), number, isLast))
            return false;
        ++number;
    }
    return true;
}

/// False if an invariant does not hold.
bool Explorer::expand(const ModelState& state, std::uint32_t number, bool isLast)
{
    const ExploreSettings& settings = model_.settings();
    model_.choices(state, choices_);
    for (const ExploreChoice& choice : choices_) {
        ModelState after = state;
        MonotonicTime now = canonicalNow;
        const Invariant violated = model_.apply(after, choice, now, nullptr);
        ++result_.transitions;
        if (violated != Invariant::None) {
            result_.counterexample = Counterexample{violated, pathTo(number)};
            result_.counterexample->path.push_back(choice);
            end(End::Violated);
            return false;
        }
        canonicalize(after, now, settings.policy, settings.session);
        if (!known_.insert(fingerprintOf(after)))
            continue;
        ++result_.states;
        ++result_.newStates.back();
        if (isLast)
            continue;
        origins_.push_back({number, choice});
        next_.push(after);
    }
    return true;
}

bool Explorer::mayGoOn()
{
    measure();
    const std::size_t soon = result_.memoryBytes - known_.memoryBytes() + known_.memoryToGrow();
    if (soon > limits_.memoryBytes || origins_.size() > mostExpanded)
        end(End::OutOfMemory);
    else if (result_.time > limits_.time)
        end(End::OutOfTime);
    else if (proceed_ && !proceed_(result_))
        end(End::Interrupted);
    else
        return true;
    return false;
}

void Explorer::end(End how)
{
    result_.end = how;
}

void Explorer::measure()
{
    const std::size_t held = known_.memoryBytes() + origins_.capacity() * sizeof(Origin) +
                             present_.memoryBytes() + next_.memoryBytes();
    result_.memoryBytes = std::max(result_.memoryBytes, held);
    result_.time = clock_.now() - started_;
}

std::vector<ExploreChoice> Explorer::pathTo(std::uint32_t number) const
{
    std::vector<ExploreChoice> path;
    for (std::uint32_t at = number; at != 0; at = origins_[at].from)
        path.push_back(origins_[at].choice);
    std::reverse(path.begin(), path.end());
    return path;
}

} // namespace redial
