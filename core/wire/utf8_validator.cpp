// SPDX-License-Identifier: MIT
#include "core/wire/utf8_validator.h"

#include <array>
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

bool isContinuation(std::uint8_t byte)
{
    return (byte & 0xC0U) == 0x80U;
}

/// Length of the code point at the start; 0 if it is ill-formed. Precondition: four bytes are
/// there.
std::size_t codePointLength(const char* text)
{
    std::array<std::uint8_t, 4> bytes;
    std::memcpy(bytes.data(), text, bytes.size());
    const auto [first, second, third, fourth] = bytes;
    if (first < 0x80)
        return 1;
    if (first < 0xE0)
        return first >= 0xC2 && isContinuation(second) ? 2 : 0;
    if (!isContinuation(second) || !isContinuation(third))
        return 0;
    if (first < 0xF0) {
        const bool overlong = first == 0xE0 && second < 0xA0;
        const bool surrogate = first == 0xED && second > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    const bool overlong = first == 0xF0 && second < 0x90;
    const bool tooLarge = first > 0xF4 || (first == 0xF4 && second > 0x8F);
    return overlong || tooLarge || !isContinuation(fourth) ? 0 : 4;
}

/// Length of the start of the text that is whole code points, four bytes at least before its end.
/// It stops at what is ill-formed too.
std::size_t wholeCodePoints(std::string_view text)
{
    std::size_t i = asciiBlocks(text);
    while (text.size() - i >= 4) {
        const std::size_t length = codePointLength(text.data() + i);
        if (length == 0)
            return i;
        i += length;
        if (length == 1)
            i += asciiBlocks(text.substr(i));
    }
    return i;
}

} // namespace

bool Utf8Validator::feed(std::string_view bytes)
{
    std::size_t i = 0;
    while (!failed_ && i < bytes.size()) {
        if (continuationsLeft_ == 0)
            i += wholeCodePoints(bytes.substr(i));
        // What is left is a code point that is cut or ill-formed, or the last bytes of all.
        if (i < bytes.size())
            failed_ = !feedByte(static_cast<std::uint8_t>(bytes[i++]));
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
