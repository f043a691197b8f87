// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_names.h"
#include "core/time/clock.h"

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace redial {

/// An event's place in its log, from 1. Findings and reports cite it.
using EventNumber = std::uint64_t;

/// A field's value as it is read from a log: text (UTF-8) points into the log, which never moves or
/// frees it.
using FieldView = std::variant<std::int64_t, double, bool, std::string_view>;

/// One field of an event that is being appended. The text need only live until append() returns.
struct Field
{
    FieldKey key;
    FieldView value;

    Field(FieldKey k, FieldView v) : key(k), value(v) {}
    Field(FieldKey k, std::chrono::nanoseconds v) : key(k), value(std::int64_t{v.count()}) {}
    Field(FieldKey k, std::string_view v) : key(k), value(v) {}
    Field(FieldKey k, const std::string& v) : key(k), value(std::string_view(v)) {}
    Field(FieldKey k, const char* v) : key(k), value(std::string_view(v)) {}
    Field(FieldKey k, bool v) : key(k), value(v) {}
    Field(FieldKey k, double v) : key(k), value(v) {}
    template <std::integral Integer>
    requires(!std::same_as<Integer, bool>) Field(FieldKey k, Integer v)
        : key(k), value(static_cast<std::int64_t>(v))
    {
    }
};

/// What every event has. Epoch counts the connections of its source from 1 (at a server: the
/// accepted connections); 0 is before the first. Attempt counts from 1 since the last reset; 0 is
/// none.
struct EventHeader
{
    MonotonicTime time{};
    WallTime wall{};
    std::uint32_t epoch = 0;
    std::uint32_t attempt = 0;
    EventKind kind{};
    Source source = Source::Client;
    Lane lane = Lane::Network;
};

} // namespace redial
