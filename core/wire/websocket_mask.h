// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace redial {

using MaskingKey = std::array<std::byte, 4>;

/// Masks or unmasks in place (RFC 6455 5.3: the same operation). `offset` is where in the frame's
/// payload the bytes begin, so that a payload may be treated in pieces.
void applyMask(std::span<std::byte> bytes, const MaskingKey& key, std::uint64_t offset = 0);

} // namespace redial
