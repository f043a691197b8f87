// SPDX-License-Identifier: MIT
#include "core/session/session_policy.h"

#include "core/base/knob_checker.h"

namespace redial {

std::vector<KnobError> SessionPolicy::validate() const
{
    KnobChecker checker;
    checker.requireNotNegative("boot_retry_interval", bootRetryInterval);
    checker.requirePositive("call_timeout", callTimeout);
    checker.requireNotNegative("heartbeat_interval", heartbeatInterval);
    checker.require(offlineSend != OfflineSend::Queue || offlineQueueBound > 0,
                    "offline_queue_bound", [] {
                        return QStringLiteral("0 keeps nothing; set it to 1 or more, or "
                                              "offline_send to reject or drop.");
                    });
    checker.requirePositive("offline_queue_ttl", offlineQueueTtl);
    checker.require(!queueTransactions || transactionQueueBound > 0, "transaction_queue_bound", [] {
        return QStringLiteral("0 keeps nothing; set it to 1 or more, or queue_transactions to no.");
    });
    checker.require(messageAttempts > 0, "message_attempts", [] {
        return QStringLiteral("0 would send no message at all; set it to 1 or more.");
    });
    checker.requireNotNegative("message_attempt_interval", messageAttemptInterval);
    checker.requireNotNegative("offline_threshold", offlineThreshold);
    return checker.take();
}

} // namespace redial
