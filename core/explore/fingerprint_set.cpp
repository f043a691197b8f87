// SPDX-License-Identifier: MIT
#include "core/explore/fingerprint_set.h"

namespace redial {

namespace {

constexpr std::size_t firstSlots = std::size_t{1} << 16;

} // namespace

FingerprintSet::FingerprintSet() : cells_(firstSlots) {}

bool FingerprintSet::insert(std::uint64_t fingerprint)
{
    if ((size_ + 1) * 4 > cells_.size() * 3) {
        std::vector<std::uint64_t> larger(cells_.size() * 2);
        for (const std::uint64_t known : cells_) {
            if (known != 0)
                place(larger, known);
        }
        cells_ = std::move(larger);
    }
    const bool isNew = place(cells_, fingerprint == 0 ? 1 : fingerprint);
    size_ += isNew ? 1 : 0;
    return isNew;
}

std::size_t FingerprintSet::memoryToGrow() const
{
    const bool grows = (size_ + 1) * 4 > cells_.size() * 3;
    return grows ? 3 * memoryBytes() : memoryBytes();
}

bool FingerprintSet::place(std::vector<std::uint64_t>& cells, std::uint64_t fingerprint)
{
    const std::size_t mask = cells.size() - 1;
    std::size_t at = fingerprint & mask;
    while (cells[at] != 0) {
        if (cells[at] == fingerprint)
            return false;
        at = (at + 1) & mask;
    }
    cells[at] = fingerprint;
    return true;
}

} // namespace redial
