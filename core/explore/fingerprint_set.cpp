// SPDX-License-Identifier: MIT
#include "core/explore/fingerprint_set.h"

namespace redial {

namespace {

constexpr std::size_t firstSlots = std::size_t{1} << 16;

} // namespace

FingerprintSet::FingerprintSet() : slots_(firstSlots) {}

bool FingerprintSet::insert(std::uint64_t fingerprint)
{
    if ((size_ + 1) * 4 > slots_.size() * 3) {
        std::vector<std::uint64_t> larger(slots_.size() * 2);
        for (const std::uint64_t known : slots_) {
            if (known != 0)
                place(larger, known);
        }
        slots_ = std::move(larger);
    }
    const bool isNew = place(slots_, fingerprint == 0 ? 1 : fingerprint);
    size_ += isNew ? 1 : 0;
    return isNew;
}

std::size_t FingerprintSet::memoryToGrow() const
{
    const bool grows = (size_ + 1) * 4 > slots_.size() * 3;
    return grows ? 3 * memoryBytes() : memoryBytes();
}

bool FingerprintSet::place(std::vector<std::uint64_t>& slots, std::uint64_t fingerprint)
{
    const std::size_t mask = slots.size() - 1;
    std::size_t at = fingerprint & mask;
    while (slots[at] != 0) {
        if (slots[at] == fingerprint)
            return false;
        at = (at + 1) & mask;
    }
    slots[at] = fingerprint;
    return true;
}

} // namespace redial
