// SPDX-License-Identifier: MIT
#include "core/reconnect/reconnect_input.h"

#include <array>

namespace redial {

std::string_view nameOf(ReconnectTimer timer)
{
    static constexpr std::array<std::string_view, reconnectTimerCount> names{
        "backoff", "connect", "close", "resume", "stable"};
    return names.at(static_cast<std::size_t>(timer));
}

ReconnectInput ReconnectInput::closed(std::uint32_t ofEpoch, const CloseInfo& info)
{
    ReconnectInput input{
        .kind = Kind::TransportClosed, .epoch = ofEpoch, .cause = info.cause, .code = info.code};
    if (info.httpStatus)
        input.httpStatus = static_cast<std::uint16_t>(*info.httpStatus);
    if (info.retryAfter)
        input.retryAfter = *info.retryAfter;
    return input;
}

} // namespace redial
