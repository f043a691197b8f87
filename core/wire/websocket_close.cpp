// SPDX-License-Identifier: MIT
#include "core/wire/websocket_close.h"

#include <algorithm>

namespace redial {

bool mayBeSent(std::uint16_t code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
           (code >= 3000 && code <= 4999);
}

std::string closePayload(std::uint16_t code, std::string_view reason)
{
    if (code == close_code::noStatus)
        return {};
    constexpr std::size_t longestReason = 123;
    std::size_t length = std::min(reason.size(), longestReason);
    if (length < reason.size()) {
        while (length > 0 && (static_cast<unsigned char>(reason[length]) & 0xC0U) == 0x80U)
            --length;
    }
    std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
    payload.append(reason.substr(0, length));
    return payload;
}

} // namespace redial
