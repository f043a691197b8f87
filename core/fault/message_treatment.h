// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/random.h"
#include "core/fault/fault.h"
#include "core/wire/websocket_reader.h"

#include <chrono>
#include <optional>
#include <string>

namespace redial {

/// What faults do to one message on its way through a proxy.
struct MessageTreatment
{
    bool drop = false;
    /// Waits so long, and those behind it too.
    std::chrono::nanoseconds delay{};
    /// Waits so long while others overtake it.
    std::optional<std::chrono::nanoseconds> setAside;
    /// So many that overtake it end the wait; 0: only time does.
    std::int64_t overtakers = 0;
    std::int64_t copies = 0;
    /// Between the message and its copies, which are set aside for it.
    std::chrono::nanoseconds copiesAfter{};
    std::optional<std::string> payload;
    /// Of a Close frame, instead of its code and reason.
    std::optional<std::uint16_t> closeCode;

    bool isNothing() const;
    /// True if the receiver cannot inflate what follows without the proxy's help.
    bool breaksCompression() const { return drop || setAside || copies > 0 || payload; }
};

/// Adds what the fault (N10 to N15, O1 to O7, O9, O11, W23, W24) does to this message. False if it
/// cannot do it to this one: it is no OCPP answer, for example.
bool addTreatment(MessageTreatment& treatment, const Fault& fault, const WebSocketEvent& message,
                  Random& random);

} // namespace redial
