// SPDX-License-Identifier: MIT
#pragma once

#include "core/time/clock.h"

#include <QByteArray>

#include <functional>

namespace redial {

/// Finds a half-open link (oracle P12): sends a ping each interval while running, and reports once
/// that a pong did not come within the time-out. Only the pong that repeats the newest ping's
/// payload counts (RFC 6455 5.5.3). A ping that could not be sent is not awaited: the next one is
/// due an interval later. Owns its timers and nothing else; every callback is on the
/// clock's thread.
class KeepAlive
{
public:
    struct Settings
    {
        /// Zero sends no pings (OCPP-J 1.6, WebSocketPingInterval 0).
        std::chrono::nanoseconds interval{};
        std::chrono::nanoseconds pongTimeout{};
    };

    KeepAlive(Settings settings, Clock& clock, std::function<bool(const QByteArray&)> sendPing,
              std::function<void()> pongMissed);
    ~KeepAlive();
    KeepAlive(const KeepAlive&) = delete;
    KeepAlive& operator=(const KeepAlive&) = delete;

    void start();
    void stop();
    void pongReceived(const QByteArray& payload);

private:
    void armNextPing();
    void ping();

    Settings settings_;
    Clock* clock_;
    std::function<bool(const QByteArray&)> sendPing_;
    std::function<void()> pongMissed_;
    TimerId nextPing_ = 0;
    TimerId pongDeadline_ = 0;
    std::uint64_t sequence_ = 0;
};

} // namespace redial
