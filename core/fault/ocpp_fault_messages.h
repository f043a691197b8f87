// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault.h"
#include "core/wire/ocpp_message.h"

#include <chrono>
#include <vector>

namespace redial {

/// A text message and how long to wait before it.
struct DelayedText
{
    QString text;
    std::chrono::nanoseconds delay{};
};

/// What is sent instead of an answer under a fault of OCPP level (O1 to O9, O11). Empty: nothing.
/// Precondition: the answer is a CALLRESULT or CALLERROR.
std::vector<DelayedText> ocppFaultAnswer(const Fault& fault, const OcppMessage& answer,
                                         OcppVersion version);

/// A CALL of the server with a payload that the version knows: TriggerMessage (of a Heartbeat),
/// Reset or ChangeAvailability.
QString ocppServerCall(const QString& id, const QString& action, OcppVersion version);

} // namespace redial
