// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event.h"

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace redial {

/// One fact that a transport saw, mostly of the network lane. A transport knows no log: whoever
/// owns it records its notes. Owns its text, so it may cross threads.
struct TransportNote
{
    using Value = std::variant<std::int64_t, double, bool, std::string>;

    EventKind kind{};
    MonotonicTime time{};
    std::vector<std::pair<FieldKey, Value>> fields;
};

/// The note's fields as the event log takes them. They point into the note, which must outlive
/// them.
std::vector<Field> fieldsOf(const TransportNote& note);

} // namespace redial
