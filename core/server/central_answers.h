// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/ocpp_message.h"

#include <optional>

namespace redial {

/// What a central system that accepts everything answers to a station's CALL, with no property
/// that the version's schema does not know. Absent for an action that stations do not send in that
/// version, and for those whose answer needs more than the CALL: BootNotification, Heartbeat and
/// StartTransaction.
std::optional<QJsonObject> acceptingAnswer(OcppVersion version, const OcppMessage& call);

/// The answer to 1.6's StartTransaction.
QJsonObject startTransactionAnswer(int transaction);

} // namespace redial
