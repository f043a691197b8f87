// SPDX-License-Identifier: MIT
#include "core/wire/close_info.h"

#include <array>

namespace redial {

namespace {

constexpr std::array<std::string_view, 14> causes{
    "close_handshake", "refused",          "name_not_found", "connect_timeout", "tls_failed",
    "http_refused",    "handshake_failed", "reset",          "end_of_stream",   "protocol_error",
    "pong_timeout",    "local_abort",      "network_error",  "call_timeout",
};

} // namespace

std::string_view nameOf(CloseCause cause)
{
    return causes.at(static_cast<std::size_t>(cause));
}

std::optional<CloseCause> closeCauseFromName(std::string_view name)
{
    for (std::size_t i = 0; i < causes.size(); ++i) {
        if (causes[i] == name)
            return static_cast<CloseCause>(i);
    }
    return std::nullopt;
}

} // namespace redial
