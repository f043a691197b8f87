// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace redial {

/// Checks UTF-8 as it arrives, in pieces of any size, and fails at the first byte that cannot
/// belong to a well-formed text (RFC 3629: no overlong forms, no surrogates, nothing above
/// U+10FFFF). A small value.
class Utf8Validator
{
public:
    /// False as soon as the text so far, continued in any way, cannot be UTF-8; it stays false.
    bool feed(std::string_view bytes);

    /// True if the text so far ends between two code points.
    bool atBoundary() const { return !failed_ && continuationsLeft_ == 0; }

    void reset() { *this = {}; }

private:
    bool feedByte(std::uint8_t byte);

    std::uint8_t continuationsLeft_ = 0;
    /// What the next continuation byte may be: narrower than 80..BF after E0, ED, F0 and F4.
    std::uint8_t lowest_ = 0x80;
    std::uint8_t highest_ = 0xBF;
    bool failed_ = false;
};

/// True if the whole text is well-formed UTF-8.
bool isUtf8(std::string_view bytes);

} // namespace redial
