// SPDX-License-Identifier: MIT
#include "core/client/load_balancer.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace redial {

namespace {

constexpr std::array<std::string_view, 4> strategyNames{"round_robin", "least_connections",
                                                        "weighted", "random"};

} // namespace

std::string_view nameOf(BalanceStrategy strategy)
{
    return strategyNames.at(static_cast<std::size_t>(strategy));
}

std::optional<BalanceStrategy> balanceStrategyFromName(std::string_view name)
{
    const auto found = std::find(strategyNames.begin(), strategyNames.end(), name);
    if (found == strategyNames.end())
        return std::nullopt;
    return static_cast<BalanceStrategy>(found - strategyNames.begin());
}

std::string_view nameOf(BackendStatus status)
{
    switch (status) {
    case BackendStatus::Healthy:
        return "healthy";
    case BackendStatus::Unhealthy:
        return "unhealthy";
    case BackendStatus::Draining:
        break;
    }
    return "draining";
}

LoadBalancer::LoadBalancer(BalanceStrategy strategy, const std::vector<Backend>& backends,
                           HealthThresholds thresholds)
    : strategy_(strategy), thresholds_(thresholds), backends_(backends)
{
}

std::optional<LoadBalancer::Place> LoadBalancer::pick(Random& random)
{
    std::optional<Place> place;
    switch (strategy_) {
    case BalanceStrategy::RoundRobin:
        place = nextInTurn();
        break;
    case BalanceStrategy::LeastConnections:
        place = leastConnections();
        break;
    case BalanceStrategy::Weighted:
        place = heaviestCredit();
        break;
    case BalanceStrategy::Random:
        place = betterOfTwo(random);
        break;
    }
    if (place)
        ++backends_[*place].connections;
    return place;
}

std::optional<LoadBalancer::Place> LoadBalancer::nextInTurn()
{
    for (std::size_t step = 0; step < backends_.size(); ++step) {
        const Place place = (turn_ + step) % backends_.size();
        if (!backends_[place].isAvailable())
            continue;
        turn_ = (place + 1) % backends_.size();
        return place;
    }
    return std::nullopt;
}

/// Among equals in turn, so that a quiet service does not send everything to the first.
std::optional<LoadBalancer::Place> LoadBalancer::leastConnections()
{
    std::optional<Place> best;
    for (std::size_t step = 0; step < backends_.size(); ++step) {
        const Place place = (turn_ + step) % backends_.size();
        const Backend& candidate = backends_[place];
        if (candidate.isAvailable() &&
            (!best || candidate.connections < backends_[*best].connections))
            best = place;
    }
    if (best)
        turn_ = (*best + 1) % backends_.size();
    return best;
}

/// Each gains its weight, the richest pays for all: in any run of picks as long as the sum of the
/// weights each has its share.
std::optional<LoadBalancer::Place> LoadBalancer::heaviestCredit()
{
    std::optional<Place> best;
    std::int64_t sum = 0;
    for (Place place = 0; place < backends_.size(); ++place) {
        Backend& candidate = backends_[place];
        if (!candidate.isAvailable())
            continue;
        candidate.credit += candidate.weight;
        sum += candidate.weight;
        if (!best || candidate.credit > backends_[*best].credit)
            best = place;
    }
    if (best)
        backends_[*best].credit -= sum;
    return best;
}

std::optional<LoadBalancer::Place> LoadBalancer::betterOfTwo(Random& random) const
{
    std::vector<Place> available;
    for (Place place = 0; place < backends_.size(); ++place) {
        if (backends_[place].isAvailable())
            available.push_back(place);
    }
    if (available.empty())
        return std::nullopt;
    const auto draw = [&random](std::size_t count) {
        return static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(count) - 1));
    };
    const std::size_t first = draw(available.size());
    if (available.size() == 1)
        return available[first];
    std::size_t second = draw(available.size() - 1);
    if (second >= first)
        ++second;
    const Place a = available[first];
    const Place b = available[second];
    return backends_[b].connections < backends_[a].connections ? b : a;
}

void LoadBalancer::release(Place place)
{
    assert(backends_[place].connections > 0);
    --backends_[place].connections;
}

bool LoadBalancer::report(Place place, bool good)
{
    Backend& backend = backends_[place];
    if (good != backend.isDead) {
        backend.streak = 0;
        return false;
    }
    const std::uint32_t threshold = good ? thresholds_.healthy : thresholds_.unhealthy;
    if (++backend.streak < threshold)
        return false;
    backend.streak = 0;
    backend.isDead = !good;
    backend.credit = 0;
    if (backend.status == BackendStatus::Draining)
        return false;
    backend.status = good ? BackendStatus::Healthy : BackendStatus::Unhealthy;
    return true;
}

bool LoadBalancer::drain(Place place)
{
    Backend& backend = backends_[place];
    if (backend.status == BackendStatus::Draining)
        return false;
    backend.status = BackendStatus::Draining;
    backend.credit = 0;
    return true;
}

bool LoadBalancer::returnToService(Place place)
{
    Backend& backend = backends_[place];
    if (backend.status != BackendStatus::Draining)
        return false;
    backend.status = backend.isDead ? BackendStatus::Unhealthy : BackendStatus::Healthy;
    return true;
}

} // namespace redial
