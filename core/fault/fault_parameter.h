// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <limits>
#include <string_view>
#include <variant>
#include <vector>

namespace redial {

/// One parameter of a fault, as a row of the catalogue: what a reader, a form, the help and the
/// documents need to know of it. Texts are literals. A plain value.
struct FaultParameter
{
    enum class Type : std::uint8_t {
        Duration,
        Bytes,
        Count,
        Probability, ///< 0 to 1
        Code,        ///< a close code or an HTTP status
        Text,
        Choice,
        Switch, ///< yes or no
    };

    /// Duration: std::chrono::nanoseconds. Bytes, Count, Code: std::int64_t. Probability: double.
    /// Text, Choice: QString. Switch: bool.
    using Value = std::variant<std::chrono::nanoseconds, std::int64_t, double, QString, bool>;

    std::string_view name; ///< snake_case
    Type type = Type::Count;
    std::string_view standard; ///< the default, as read() takes it
    std::string_view help;     ///< one line, without a full stop
    std::string_view unit = {};
    /// Of a duration in nanoseconds, of a number in its unit, of a text in characters.
    std::int64_t lowest = 0;
    std::int64_t highest = std::numeric_limits<std::int64_t>::max();
    std::vector<std::string_view> choices = {};

    /// The value of a text; the error is a sentence that names the value and the remedy.
    Expected<Value, QString> read(const QString& text) const;
    /// As read() takes it.
    QString write(const Value& value) const;
    /// How the value is written in a usage line: DURATION, "yes|no", "1000..4999".
    QString valueName() const;
};

} // namespace redial
