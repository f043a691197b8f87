// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"

#include <optional>
#include <vector>

namespace redial {

/// When one connection passed each of its stages, as one party saw it; absent if it did not. The
/// hook of row A15 reads connect, close, reconnect (the next entry's begin), boot accepted and
/// first heartbeat from here.
struct ConnectionTimes
{
    std::uint32_t epoch = 0;
    std::uint32_t attempt = 0;
    std::optional<MonotonicTime> begin; ///< connect_begin; at a server: accepted
    std::optional<MonotonicTime> opened;
    std::optional<MonotonicTime> bootSent; ///< at a server: its BootNotification came
    std::optional<MonotonicTime> bootAccepted;
    std::optional<MonotonicTime> online;
    std::optional<MonotonicTime> firstHeartbeat;
    std::optional<MonotonicTime> closed;
};

/// Every connection of that party in the order of its epochs, each stage at its first occurrence.
std::vector<ConnectionTimes> connectionTimes(const EventLog& log, Source party = Source::Client);

} // namespace redial
