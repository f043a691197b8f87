// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"
#include "ui/view/time_range.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace redial {

/// One server behind a load balancer, as far as the log tells.
struct BackendState
{
    std::string name;
    /// "healthy", "unhealthy", "draining", "returned"; empty while nobody has said.
    std::string status;
    std::string reason;
    /// The newest event that changed the status; 0 if none did.
    EventNumber event = 0;
    RunTime since{};
    std::int64_t weight = 1;
    std::int64_t connections = 0;
    std::int64_t picks = 0;

    friend bool operator==(const BackendState&, const BackendState&) = default;
};

/// What a load balancer made of its servers. A fold over the log: give it every event once, in
/// order.
class BackendHistory
{
public:
    /// Further ones are not told apart, whatever a file says.
    static constexpr std::size_t mostBackends = 1'000;

    void add(const EventLog& log, EventNumber event);
    void clear();

    /// In the order in which they first came.
    const std::vector<BackendState>& backends() const { return backends_; }
    /// Of the newest pick; empty before it.
    const std::string& strategy() const { return strategy_; }

private:
    /// Null if there are too many.
    BackendState* backend(std::string_view name);
    void takePick(const EventLog& log, EventNumber event);
    void takeHealth(const EventLog& log, EventNumber event);

    std::vector<BackendState> backends_;
    std::map<std::string, std::size_t, std::less<>> places_;
    /// Where each connection went that has not ended: its epoch and the place in backends_.
    std::map<std::uint32_t, std::size_t> connections_;
    std::string strategy_;
};

} // namespace redial
