// SPDX-License-Identifier: MIT
#include "core/wire/utf8_validator.h"

#include <algorithm>
#include <cstring>

namespace redial {

namespace {

/// Length of the run of ASCII at the start, counted in whole blocks of 32 bytes.
std::size_t asciiBlocks(std::string_view bytes)
{
    constexpr std::size_t block = 32;
    constexpr std::uint64_t highBits = 0x8080808080808080ULL;
    std::size_t length = 0;
    while (bytes.size() - length >= block) {
        std::uint64_t words[4];
        std::memcpy(words, bytes.data() + length, block);
        if (((words[0] | words[1] | words[2] | words[3]) & highBits) != 0)
            break;
        length += block;
    }
    return length;
}

} // namespace

bool Utf8Validator::feed(std::string_view bytes)
{
    std::size_t i = 0;
    while (!failed_ && i < bytes.size()) {
        if (continuationsLeft_ == 0)
            i += asciiBlocks(bytes.substr(i));
        // The block that stopped the fast path is read byte by byte, then the fast path is tried
        // again.
        for (std::size_t end = std::min(i + 32, bytes.size()); i < end && !failed_; ++i)
            failed_ = !feedByte(static_cast<std::uint8_t>(bytes[i]));
    }
    return !failed_;
}

bool Utf8Validator::feedByte(std::uint8_t byte)
{
    if (continuationsLeft_ > 0) {
        const bool fits = byte >= lowest_ && byte <= highest_;
        lowest_ = 0x80;
        highest_ = 0xBF;
        --continuationsLeft_;
        return fits;
    }
    if (byte < 0x80)
        return true;
    if (byte >= 0xC2 && byte <= 0xDF) {
        continuationsLeft_ = 1;
    } else if (byte >= 0xE0 && byte <= 0xEF) {
        continuationsLeft_ = 2;
        lowest_ = byte == 0xE0 ? 0xA0 : 0x80;
        highest_ = byte == 0xED ? 0x9F : 0xBF;
    } else if (byte >= 0xF0 && byte <= 0xF4) {
        continuationsLeft_ = 3;
        lowest_ = byte == 0xF0 ? 0x90 : 0x80;
        highest_ = byte == 0xF4 ? 0x8F : 0xBF;
    } else {
        return false;
    }
    return true;
}

bool isUtf8(std::string_view bytes)
{
    Utf8Validator validator;
    return validator.feed(bytes) && validator.atBoundary();
}

} // namespace redial
