// SPDX-License-Identifier: MIT
#include "tests/soak/hurried_policy.h"

namespace redial::soak {

using namespace std::chrono_literals;

ReconnectPolicy hurriedPolicy()
{
    ReconnectPolicy policy;
    policy.initialBackoff = 20ms;
    policy.maxBackoff = 300ms;
    policy.resumeDelay = 5ms;
    policy.connectTimeout = 3s;
    policy.closeTimeout = 300ms;
    policy.pingInterval = 500ms;
    policy.pongTimeout = 2s;
    policy.retryAfterLimit = 300ms;
    policy.maxAttempts.reset();
    policy.terminalHttpStatuses.clear();
    policy.terminalCloseCodes.clear();
    return policy;
}

} // namespace redial::soak
