// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace redial::fuzz {

/// Ends the program, which the fuzzer reports with its input, if a claim does not hold.
inline void require(bool holds, const char* claim)
{
    if (holds)
        return;
    std::fprintf(stderr, "broken: %s\n", claim);
    std::abort();
}

/// Takes decisions from the first bytes of an input and leaves the rest as data.
class FuzzInput
{
public:
    FuzzInput(const std::uint8_t* data, std::size_t size)
        : bytes_(reinterpret_cast<const char*>(data), size)
    {
    }
    std::uint8_t byte()
    {
        if (bytes_.empty())
            return 0;
        const auto first = static_cast<std::uint8_t>(bytes_.front());
        bytes_.remove_prefix(1);
        return first;
    }
    std::string_view rest() const { return bytes_; }

private:
    std::string_view bytes_;
};

/// Calls `take` with pieces of the text whose lengths follow from the seed, 1 to 16 bytes each,
/// until it returns false.
template <typename Take>
void inPieces(std::string_view text, std::uint8_t seed, Take take)
{
    std::uint32_t state = seed + 1U;
    while (!text.empty()) {
        state = state * 1664525U + 1013904223U;
        const std::string_view piece = text.substr(0, 1 + (state >> 24) % 16);
        text.remove_prefix(piece.size());
        if (!take(piece))
            return;
    }
}

} // namespace redial::fuzz
