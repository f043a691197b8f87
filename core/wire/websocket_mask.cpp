// SPDX-License-Identifier: MIT
#include "core/wire/websocket_mask.h"

#include <algorithm>
#include <cstring>

namespace redial {

namespace {

/// Eight bytes at a time through memcpy: any alignment, and the compiler makes vector instructions
/// of it.
[[gnu::always_inline]] inline void maskWordsWith(std::byte* data, std::size_t words,
                                                 std::uint64_t wide)
{
    for (std::size_t word = 0; word < words; ++word) {
        std::uint64_t value = 0;
        std::memcpy(&value, data + word * sizeof wide, sizeof wide);
        value ^= wide;
        std::memcpy(data + word * sizeof wide, &value, sizeof wide);
    }
}

void maskWords(std::byte* data, std::size_t words, std::uint64_t wide)
{
    maskWordsWith(data, words, wide);
}

#ifdef __x86_64__
/// The same with vectors of 32 bytes, for processors that have them.
[[gnu::target("avx2")]] void maskWordsAvx2(std::byte* data, std::size_t words, std::uint64_t wide)
{
    maskWordsWith(data, words, wide);
}
#endif

} // namespace

void applyMask(std::span<std::byte> bytes, const MaskingKey& key, std::uint64_t offset)
{
    MaskingKey rotated = key;
    if (const std::size_t shift = offset % key.size(); shift != 0)
        std::rotate_copy(key.begin(), key.begin() + shift, key.end(), rotated.begin());
    std::array<MaskingKey, 2> twice{rotated, rotated};
    std::uint64_t wide = 0;
    std::memcpy(&wide, twice.data(), sizeof wide);

    const std::size_t wholeWords = bytes.size() / sizeof wide;
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2"))
        maskWordsAvx2(bytes.data(), wholeWords, wide);
    else
#endif
        maskWords(bytes.data(), wholeWords, wide);
    for (std::size_t i = wholeWords * sizeof wide; i < bytes.size(); ++i)
        bytes[i] ^= rotated[i % rotated.size()];
}

} // namespace redial
