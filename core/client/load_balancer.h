// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/random.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace redial {

enum class BalanceStrategy : std::uint8_t {
    RoundRobin,
    LeastConnections,
    Weighted, ///< smooth weighted round robin: each in proportion, never in bursts
    Random,   ///< two drawn at random, the one with fewer connections
};
/// "round_robin", "least_connections", "weighted", "random".
std::string_view nameOf(BalanceStrategy strategy);
std::optional<BalanceStrategy> balanceStrategyFromName(std::string_view name);

/// Of one server behind a balancer.
enum class BackendStatus : std::uint8_t {
    Healthy,
    Unhealthy,
    Draining, ///< taken out by the user: keeps what it has, gets nothing new
};
std::string_view nameOf(BackendStatus status);

/// When a server is taken for dead, and for alive again.
struct HealthThresholds
{
    /// Failed checks in a row; at least 1.
    std::uint32_t unhealthy = 3;
    /// Good ones in a row; at least 1.
    std::uint32_t healthy = 2;
};

/// One server as its balancer sees it.
struct Backend
{
    std::string name;
    /// At least 1; heeded by Weighted alone.
    std::uint32_t weight = 1;
    std::uint32_t connections = 0;
    BackendStatus status = BackendStatus::Healthy;

    // The balancer's own.
    std::uint32_t streak = 0; ///< checks in a row that speak against the present health
    bool isDead = false;      ///< its health, also while it drains
    std::int64_t credit = 0;  ///< of Weighted

    bool isAvailable() const { return status == BackendStatus::Healthy; }
};

/// Which of several servers gets the next connection. Pure: no sockets, clock or threads; chance
/// comes from outside. Backends are known by their place, from 0.
class LoadBalancer
{
public:
    using Place = std::size_t;

    /// Precondition: names differ, weights and thresholds are at least 1.
    LoadBalancer(BalanceStrategy strategy, const std::vector<Backend>& backends,
                 HealthThresholds thresholds);

    /// The server of the next connection, which it has from now until release(). Absent if none is
    /// available: nothing is changed then.
    std::optional<Place> pick(Random& random);
    /// Precondition: picked, and not released since.
    void release(Place place);

    /// The outcome of a health check, or of a connection that was made or lost. True if the status
    /// changed.
    bool report(Place place, bool good);
    /// False if it drains already.
    bool drain(Place place);
    /// Ends draining: healthy or not as the checks had it meanwhile. False if it does not drain.
    bool returnToService(Place place);

    BalanceStrategy strategy() const { return strategy_; }
    const std::vector<Backend>& backends() const { return backends_; }
    const Backend& backend(Place place) const { return backends_[place]; }

private:
    std::optional<Place> nextInTurn();
    std::optional<Place> leastConnections();
    std::optional<Place> heaviestCredit();
    std::optional<Place> betterOfTwo(Random& random) const;

    BalanceStrategy strategy_;
    HealthThresholds thresholds_;
    std::vector<Backend> backends_;
    Place turn_ = 0;
};

} // namespace redial
