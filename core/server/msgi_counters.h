// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/msgi_session_machine.h"

#include <array>
#include <cstdint>

namespace redial {

/// What has happened at an MsgiServer since its start.
struct MsgiCounters
{
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;
    std::uint64_t messagesIn = 0;
    std::uint64_t messagesOut = 0;
    /// Frames behind a client's DISCONNECT.
    std::uint64_t framesIgnored = 0;
    /// PONGs that answer no PING.
    std::uint64_t strayPongs = 0;
    /// Messages to other sessions that nobody took: no such session, or no room.
    std::uint64_t undelivered = 0;
    /// What was wrong, by MsgiErrorCode.
    std::array<std::uint64_t, msgiErrorCodeCount + 1> errors{};
    /// Sessions that ended, by MsgiEnd.
    std::array<std::uint64_t, msgiEndCount> ends{};

    std::uint64_t count(MsgiErrorCode code) const
    {
        return errors.at(static_cast<std::size_t>(code));
    }
    std::uint64_t count(MsgiEnd end) const { return ends.at(static_cast<std::size_t>(end)); }
    MsgiCounters& operator+=(const MsgiCounters& other);
};

} // namespace redial
