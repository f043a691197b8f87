// SPDX-License-Identifier: MIT
#include "core/reconnect/reconnect_effect.h"

namespace redial {

std::string_view nameOf(ConnectionState state)
{
    static constexpr std::array<std::string_view, 4> names{"disconnected", "connecting",
                                                           "connected", "closing"};
    return names.at(static_cast<std::size_t>(state));
}

std::string_view nameOf(GiveUpReason reason)
{
    static constexpr std::array<std::string_view, 4> names{
        "never_retry", "max_attempts", "terminal_http_status", "terminal_close_code"};
    return names.at(static_cast<std::size_t>(reason));
}

} // namespace redial
