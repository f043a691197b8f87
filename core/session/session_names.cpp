// SPDX-License-Identifier: MIT
#include "core/session/ocpp_session_machine.h"

#include <array>

namespace redial {

std::string_view nameOf(SessionPhase phase)
{
    static constexpr std::array<std::string_view, 5> names{"closed", "boot_sent", "waiting_to_boot",
                                                           "accepted", "online"};
    return names.at(static_cast<std::size_t>(phase));
}

std::string_view nameOf(RegistrationStatus status)
{
    static constexpr std::array<std::string_view, 3> names{"Accepted", "Pending", "Rejected"};
    return names.at(static_cast<std::size_t>(status));
}

std::string_view nameOf(SessionTimer timer)
{
    static constexpr std::array<std::string_view, sessionTimerCount> names{
        "call", "boot_retry", "heartbeat", "resume", "transaction_retry"};
    return names.at(static_cast<std::size_t>(timer));
}

} // namespace redial
