// SPDX-License-Identifier: MIT
#include "core/wire/websocket_mask.h"

#include <cstring>

namespace redial {

void applyMask(std::span<std::byte> bytes, const MaskingKey& key, std::uint64_t offset)
{
    MaskingKey rotated;
    for (std::size_t i = 0; i < rotated.size(); ++i)
        rotated[i] = key[(offset + i) % key.size()];
    std::uint64_t wide = 0;
    std::memcpy(&wide, rotated.data(), 4);
    std::memcpy(reinterpret_cast<std::byte*>(&wide) + 4, rotated.data(), 4);

    // Eight bytes at a time through memcpy: any alignment, and the compiler makes vector
    // instructions of it.
    std::byte* data = bytes.data();
    const std::size_t wholeWords = bytes.size() / sizeof wide;
    for (std::size_t word = 0; word < wholeWords; ++word) {
        std::uint64_t value = 0;
        std::memcpy(&value, data + word * sizeof wide, sizeof wide);
        value ^= wide;
        std::memcpy(data + word * sizeof wide, &value, sizeof wide);
    }
    for (std::size_t i = wholeWords * sizeof wide; i < bytes.size(); ++i)
        data[i] ^= rotated[i % rotated.size()];
}

} // namespace redial
