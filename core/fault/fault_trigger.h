// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_definition.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <optional>

namespace redial {

/// first to last, both included, from 1; without a last one it goes on for ever.
struct FaultRange
{
    std::uint64_t first = 1;
    std::optional<std::uint64_t> last;

    bool contains(std::uint64_t number) const
    {
        return number >= first && (!last || number <= *last);
    }
    friend bool operator==(const FaultRange&, const FaultRange&) = default;
};

/// From the start of the run; `from` is in it, `to` is not.
struct FaultWindow
{
    std::chrono::nanoseconds from{};
    std::optional<std::chrono::nanoseconds> to;

    bool contains(std::chrono::nanoseconds time) const
    {
        return time >= from && (!to || time < *to);
    }
    friend bool operator==(const FaultWindow&, const FaultWindow&) = default;
};

/// What kind of message passes: the WebSocket opcodes that carry or control.
enum class FaultOpcode : std::uint8_t { Text, Binary, Ping, Pong, Close };

/// Which messages of a connection a trigger counts. What is absent matches everything.
struct MessageMatcher
{
    std::optional<FaultDirection> direction;
    QString action;   ///< OCPP action, of the CALL or of the CALL that is answered; empty: any
    QString contains; ///< a part of the text; empty: any
    std::optional<FaultOpcode> opcode;    ///< absent: text and binary
    std::optional<FaultMessageKind> kind; ///< absent: any

    friend bool operator==(const MessageMatcher&, const MessageMatcher&) = default;
};

/// The n-th matching message of a connection.
struct MessageTrigger
{
    FaultRange numbers;
    MessageMatcher matcher;

    friend bool operator==(const MessageTrigger&, const MessageTrigger&) = default;
};

/// When a fault comes. Every condition that is set must hold; without any it comes on each
/// connection in its scope as soon as it can. Attempts count the connections in the fault's scope
/// from 1. A plain value.
struct FaultTrigger
{
    std::optional<FaultRange> attempts;
    std::optional<std::uint64_t> every; ///< each k-th attempt
    std::optional<FaultWindow> window;
    std::optional<MessageTrigger> message;
    /// After so many bytes in the fault's direction (without one: both) on the connection.
    std::optional<std::uint64_t> bytes;
    /// How long after all the others came true.
    std::optional<std::chrono::nanoseconds> delay;
    /// Drawn once for each connection, with a message trigger or a message's fault for each
    /// message.
    std::optional<double> probability;

    friend bool operator==(const FaultTrigger&, const FaultTrigger&) = default;
};

/// "text", "binary", "ping", "pong", "close", in the order of the values.
std::span<const std::string_view> faultOpcodeNames();
std::string_view nameOf(FaultOpcode opcode);
/// "call", "answer".
std::span<const std::string_view> faultMessageKindNames();
std::string_view nameOf(FaultMessageKind kind);

} // namespace redial
