// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace redial {

/// A set of 64-bit fingerprints: open addressing, at most three quarters full, nothing is ever
/// taken out. Grows by doubling; memoryBytes() counts what it holds, and while it grows it needs
/// half as much again.
class FingerprintSet
{
public:
    FingerprintSet();

    /// False if it was there.
    bool insert(std::uint64_t fingerprint);
    std::size_t size() const { return size_; }
    std::size_t memoryBytes() const { return cells_.capacity() * sizeof(std::uint64_t); }
    /// The memory that the next insert may need at most, growing included.
    std::size_t memoryToGrow() const;

private:
    static bool place(std::vector<std::uint64_t>& cells, std::uint64_t fingerprint);

    std::vector<std::uint64_t> cells_; ///< 0: free
    std::size_t size_ = 0;
};

} // namespace redial
