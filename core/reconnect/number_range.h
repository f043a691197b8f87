// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace redial {

/// Consecutive numbers, both ends included: HTTP statuses or close codes.
struct NumberRange
{
    std::uint16_t first = 0;
    std::uint16_t last = 0;

    constexpr NumberRange(std::uint16_t only) : first(only), last(only) {}
    constexpr NumberRange(std::uint16_t from, std::uint16_t to) : first(from), last(to) {}

    constexpr bool contains(std::uint16_t number) const
    {
        return first <= number && number <= last;
    }
    friend bool operator==(const NumberRange&, const NumberRange&) = default;
};

inline bool anyContains(const std::vector<NumberRange>& ranges, std::uint16_t number)
{
    return std::any_of(ranges.begin(), ranges.end(),
                       [number](const NumberRange& range) { return range.contains(number); });
}

} // namespace redial
