// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <QString>

#include <cstdint>
#include <limits>

namespace redial {

/// Which of a server's connections, counted from 1, something concerns: all of them to start with.
struct ConnectionRange
{
    static constexpr std::uint32_t noEnd = std::numeric_limits<std::uint32_t>::max();

    std::uint32_t first = 1;
    std::uint32_t last = noEnd;

    constexpr ConnectionRange() = default;
    constexpr ConnectionRange(std::uint32_t only) : first(only), last(only) {}
    constexpr ConnectionRange(std::uint32_t from, std::uint32_t to) : first(from), last(to) {}

    constexpr bool contains(std::uint32_t number) const
    {
        return first <= number && number <= last;
    }
    constexpr bool isAll() const { return *this == ConnectionRange(); }
    friend constexpr bool operator==(const ConnectionRange&, const ConnectionRange&) = default;
};

/// "2" for the second one, "1-3" for the first three, "4-" from the fourth on. The error is a
/// sentence with the remedy.
Expected<ConnectionRange, QString> parseConnectionRange(const QString& text);
/// As parseConnectionRange() reads it.
QString connectionRangeText(const ConnectionRange& range);

} // namespace redial
