// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault.h"
#include "core/wire/ocpp_message.h"

#include <chrono>
#include <optional>
#include <vector>

namespace redial {

/// A text message and how long to wait before it.
struct DelayedText
{
    QString text;
    std::chrono::nanoseconds delay{};
};

/// An OCPP-J answer (CALLRESULT or CALLERROR) as a fault that changes its text makes it: O2, O3,
/// O5, O6, O7, O9 and O11. Absent: it is no answer, it has nothing for the fault to change (O11
/// without currentTime), or the fault is of another kind. Reads what no version allows too, such as
/// a long message id.
std::optional<QString> changedOcppAnswer(const Fault& fault, const QString& answer);

/// What a server sends instead of an answer under a fault of OCPP level (O1 to O9, O11). An empty
/// list: nothing. Absent: the fault cannot do anything to this answer.
std::optional<std::vector<DelayedText>> ocppFaultAnswer(const Fault& fault, const QString& answer,
                                                        OcppVersion version);

/// A CALL of the server with a payload that the version knows: TriggerMessage (of a Heartbeat),
/// Reset or ChangeAvailability.
QString ocppServerCall(const QString& id, const QString& action, OcppVersion version);

} // namespace redial
