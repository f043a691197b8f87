// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/knob.h"

#include <chrono>
#include <cstdint>
#include <vector>

namespace redial {

/// When a connection begins with a BootNotification (OCPP-J 1.6 5.4 advises against one without a
/// reason).
enum class BootPolicy : std::uint8_t { EveryConnection, FirstConnection, OnChange };

/// What becomes of a message that is to be sent while the station is not online.
enum class OfflineSend : std::uint8_t { Reject, Queue, Drop };

/// When the station tells the status of its connectors by itself.
enum class StatusReport : std::uint8_t {
    Never,
    /// 1.6 core 4.9, 2.x B04: after an offline time those that changed; in 2.x all of them if it
    /// was longer than OfflineThreshold.
    AfterOffline,
    /// As AfterOffline, and all of them after each accepted Boot too (1.6 core 4.9, B01.FR.05).
    AfterBoot
};

/// The settings of an OCPP session. A plain value; the names outside this header (command line, run
/// file, scenario, window) come from sessionKnobs() alone. Durations are never negative in a valid
/// policy.
struct SessionPolicy
{
    using Duration = std::chrono::nanoseconds;

    BootPolicy bootPolicy = BootPolicy::EveryConnection;
    /// How long an answer to a CALL may take (2.x part 2, 3.2: 30 s to start with).
    Duration callTimeout = std::chrono::seconds(30);
    /// Drop the connection when a CALL is not answered in time, and connect again: advised by 2.x
    /// part 2, 3.2, unknown to 1.6, and off in most stations.
    bool reconnectOnCallTimeout = false;
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

    StatusReport reportStatus = StatusReport::AfterOffline;
    /// OfflineThreshold (B04.FR.01, .02); 1.6 has none.
    Duration offlineThreshold = std::chrono::seconds(60);

    /// Everything that is wrong, in the order of the knobs; empty if nothing is.
    std::vector<KnobError> validate() const;

    friend bool operator==(const SessionPolicy&, const SessionPolicy&) = default;
};

} // namespace redial
