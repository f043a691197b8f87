// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace redial {

/// How many characters from `start` on stand for themselves inside a JSON string: printable ASCII
/// but neither quote nor backslash. Eight at a time.
inline std::size_t plainRun(std::string_view text, std::size_t start)
{
    static_assert(std::endian::native == std::endian::little);
    constexpr std::uint64_t ones = 0x0101010101010101ULL;
    constexpr std::uint64_t highs = ones << 7;
    const auto zeroBytes = [](std::uint64_t word) { return (word - ones) & ~word & highs; };
    std::size_t at = start;
    for (; text.size() - at >= 8; at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, sizeof word);
        // The lowest set bit is exact; those above it may be false, and are not looked at.
        const std::uint64_t special = (word & highs) | ((word - ones * 0x20) & ~word & highs) |
                                      zeroBytes(word ^ (ones * '"')) |
                                      zeroBytes(word ^ (ones * '\\'));
        if (special != 0)
            return at - start + static_cast<std::size_t>(std::countr_zero(special)) / 8;
    }
    for (; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\')
            break;
    }
    return at - start;
}

} // namespace redial
