// SPDX-License-Identifier: MIT
#include "core/session/session_knobs.h"

#include "core/base/knob_json.h"
#include "core/base/knob_types.h"

#include <array>

namespace redial {

namespace {

using Policy = SessionPolicy;

constexpr std::array<std::string_view, 3> bootPolicies{"every_connection", "first_connection",
                                                       "on_change"};
constexpr std::array<std::string_view, 3> offlineSends{"reject", "queue", "drop"};
constexpr std::array<std::string_view, 3> statusReports{"never", "after_offline", "after_boot"};

bool queues(const Policy& policy)
{
    return policy.offlineSend == OfflineSend::Queue;
}

bool keepsTransactions(const Policy& policy)
{
    return policy.queueTransactions;
}

bool reportsStatus(const Policy& policy)
{
    return policy.reportStatus != StatusReport::Never;
}

std::vector<SessionKnob> callKnobs()
{
    constexpr const char* group = "Session";
    return {
        knob::choice({"boot_policy", group, "connections that begin with BootNotification"},
                     bootPolicies, bootPolicies.size(), &Policy::bootPolicy),
        knob::duration(
            {"boot_retry_interval", group, "wait before the next Boot if the server names none"},
            &Policy::bootRetryInterval),
        knob::duration({"call_timeout", group, "limit for the answer to a CALL"},
                       &Policy::callTimeout),
        knob::onOff({"reconnect_on_call_timeout", group,
                     "drop the connection when a CALL is not answered in time, and connect again"},
                    &Policy::reconnectOnCallTimeout),
        knob::duration({"heartbeat_interval", group,
                        "time between Heartbeats if the server names none, 0 for no Heartbeat"},
                       &Policy::heartbeatInterval),
        knob::onOff({"skip_heartbeat_when_busy", group,
                     "leave a Heartbeat out if another message was sent within the interval"},
                    &Policy::skipHeartbeatWhenBusy),
    };
}

std::vector<SessionKnob> offlineKnobs()
{
    constexpr const char* group = "While offline";
    return {
        knob::choice({"offline_send", group, "what becomes of a CALL that is wanted while offline"},
                     offlineSends, offlineSends.size(), &Policy::offlineSend),
        knob::number({"offline_queue_bound", group, "CALLs that wait at most", queues},
                     &Policy::offlineQueueBound),
        knob::duration({"offline_queue_ttl", group, "how long each waits at most", queues},
                       &Policy::offlineQueueTtl),
        knob::onOff({"queue_transactions", group, "keep messages about transactions, in order"},
                    &Policy::queueTransactions),
        knob::number({"transaction_queue_bound", group, "messages about transactions kept at most",
                      keepsTransactions},
                     &Policy::transactionQueueBound),
        knob::number({"message_attempts", group,
                      "MessageAttempts: transmissions of a message about a transaction",
                      keepsTransactions},
                     &Policy::messageAttempts),
        knob::duration({"message_attempt_interval", group,
                        "MessageAttemptInterval, times the preceding transmissions",
                        keepsTransactions},
                       &Policy::messageAttemptInterval),
        knob::choice({"report_status", group,
                      "when the station reports its connectors: changed ones after an offline "
                      "time, or all after each Boot too"},
                     statusReports, statusReports.size(), &Policy::reportStatus),
        knob::duration({"offline_threshold", group,
                        "OfflineThreshold (2.x): every connector is reported after a longer time "
                        "offline",
                        reportsStatus},
                       &Policy::offlineThreshold),
    };
}

} // namespace

const std::vector<SessionKnob>& sessionKnobs()
{
    static const std::vector<SessionKnob> knobs = [] {
        std::vector<SessionKnob> all = callKnobs();
        for (SessionKnob& knob : offlineKnobs())
            all.push_back(std::move(knob));
        return all;
    }();
    return knobs;
}

QJsonObject sessionPolicyToJson(const SessionPolicy& policy)
{
    return knobsToJson(sessionKnobs(), policy);
}

Expected<SessionPolicy, std::vector<KnobError>> sessionPolicyFromJson(const QJsonObject& object)
{
    return knobsFromJson(sessionKnobs(), object);
}

} // namespace redial
