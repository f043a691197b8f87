// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>

namespace redial {

/// When a connection begins with a BootNotification (OCPP-J 1.6 5.4 advises against one without a
/// reason).
enum class BootPolicy : std::uint8_t { EveryConnection, FirstConnection, OnChange };

/// What becomes of a message that is to be sent while the station is not online.
enum class OfflineSend : std::uint8_t { Reject, Queue, Drop };

/// The settings of an OCPP session. A plain value; durations are not negative.
struct SessionPolicy
{
    using Duration = std::chrono::nanoseconds;

    BootPolicy bootPolicy = BootPolicy::EveryConnection;
    /// How long an answer to a CALL may take (2.x part 2, 3.2: 30 s to start with).
    Duration callTimeout = std::chrono::seconds(30);
    /// Wait before the next Boot when the server names no interval, or none that it may (core 4.2:
    /// no flooding).
    Duration bootRetryInterval = std::chrono::seconds(10);
    /// Heartbeat interval when the server's answer has none.
    Duration heartbeatInterval = std::chrono::seconds(300);
    /// Core 4.6: a heartbeat may be left out if another message was sent within the interval.
    bool skipHeartbeatWhenBusy = false;
    /// The session itself waits this long between boot accepted and online; zero leaves it to the
    /// controller, who calls setOnline() (row A16).
    bool ownsResumeDelay = false;
    Duration resumeDelay = std::chrono::milliseconds(250);

    OfflineSend offlineSend = OfflineSend::Reject;
    /// Messages that wait at most, and for how long each at most, with OfflineSend::Queue.
    std::uint32_t offlineQueueBound = 100;
    Duration offlineQueueTtl = std::chrono::hours(1);

    /// Keep transaction messages while offline (1.6 core 3.7; 2.0.1 E04).
    bool queueTransactions = true;
    std::uint32_t transactionQueueBound = 1000;
    /// MessageAttempts (E13.FR.01, TransactionMessageAttempts in 1.6) and the interval between
    /// them, which is multiplied by the number of preceding transmissions.
    std::uint32_t messageAttempts = 3;
    Duration messageAttemptInterval = std::chrono::seconds(60);
};

} // namespace redial
