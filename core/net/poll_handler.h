// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace redial {

class Poller;

/// Whom a Poller tells that a descriptor has become ready.
class PollHandler
{
public:
    /// `events` of poll_event; 0 after Poller::again().
    virtual void onReady(std::uint32_t events) = 0;

protected:
    virtual ~PollHandler() = default;

private:
    friend class Poller;
    bool waitsForItsTurn_ = false; ///< Poller::again() was called
};

} // namespace redial
