// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace redial {

/// Network byte order, for wire formats. `bytes` holds at least sizeof(T) bytes.
template <class T>
requires std::is_unsigned_v<T>
void writeBigEndian(char* bytes, T value)
{
    for (std::size_t i = 0; i < sizeof(T); ++i)
        bytes[i] = static_cast<char>(value >> (8 * (sizeof(T) - 1 - i)) & 0xFFU);
}

template <class T>
requires std::is_unsigned_v<T> T readBigEndian(const char* bytes)
{
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
        value = static_cast<T>(static_cast<T>(value << 8U) | static_cast<std::uint8_t>(bytes[i]));
    return value;
}

} // namespace redial
