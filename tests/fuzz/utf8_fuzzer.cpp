// SPDX-License-Identifier: MIT
// The validator, in one piece and in many, against a decoder that follows RFC 3629 word by word.
#include "core/wire/utf8_validator.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_target.h"

#include <string>

namespace utf8_fuzzer {

using namespace redial;

namespace {

/// Length of the code point at the start; 0 if there is none.
std::size_t codePointLength(std::string_view text)
{
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::size_t length = at(0) < 0x80             ? 1
                               : (at(0) & 0xE0) == 0xC0 ? 2
                               : (at(0) & 0xF0) == 0xE0 ? 3
                               : (at(0) & 0xF8) == 0xF0 ? 4
                                                        : 0;
    if (length == 0 || text.size() < length)
        return 0;
    std::uint32_t value = length == 1 ? at(0) : at(0) & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((at(i) & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (at(i) & 0x3FU);
    }
    static constexpr std::uint32_t lowest[]{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    return value >= lowest[length] && value <= 0x10FFFF && !surrogate ? length : 0;
}

bool naive(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t length = codePointLength(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

} // namespace

void run(const std::uint8_t* data, std::size_t size)
{
    fuzz::FuzzInput input(data, size);
    const std::uint8_t seed = input.byte();
    // A run of ASCII in front makes the fast path stop at every offset.
    const std::string text = std::string(seed % 70, 'a') + std::string(input.rest());
    const bool expected = naive(text);
    fuzz::require(isUtf8(text) == expected, "the validator and the definition differ");
    Utf8Validator validator;
    bool fine = true;
    fuzz::inPieces(text, seed,
                   [&](std::string_view piece) { return fine = validator.feed(piece); });
    fuzz::require((fine && validator.atBoundary()) == expected, "splitting changes the answer");
    fuzz::require(!expected || fine, "a valid text was refused");
}

} // namespace utf8_fuzzer

REDIAL_FUZZ_TARGET(utf8_fuzzer)
