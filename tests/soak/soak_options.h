// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>

#include <cstdint>
#include <optional>

namespace redial::soak {

/// Takes an option and its number out of the arguments, so that QtTest does not see them.
inline std::optional<std::uint64_t> takeNumber(QStringList& arguments, const char* option)
{
    const qsizetype at = arguments.indexOf(QLatin1String(option));
    if (at < 0 || at + 1 >= arguments.size())
        return std::nullopt;
    const std::uint64_t value = arguments.at(at + 1).toULongLong();
    arguments.remove(at, 2);
    return value;
}

} // namespace redial::soak
