// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/random.h"
#include "core/wire/websocket_mask.h"

namespace redial {

/// The key of one masked frame.
inline MaskingKey randomMask(Random& random)
{
    const std::uint64_t bits = random.next();
    return {std::byte(bits & 0xFFU), std::byte(bits >> 8U & 0xFFU), std::byte(bits >> 16U & 0xFFU),
            std::byte(bits >> 24U & 0xFFU)};
}

} // namespace redial
