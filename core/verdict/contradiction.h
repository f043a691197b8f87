// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"

#include <QString>

#include <optional>

namespace redial {

/// The first place at which a log contradicts itself, as one sentence that names the events: time
/// that goes back, a connection that closes twice, opens without a begin, or has messages after its
/// end, events after the run's end. No run of Redial does so, whatever its client does wrong: the
/// file was changed or put together, and a verdict on it proves nothing.
std::optional<QString> contradictionIn(const EventLog& log);

} // namespace redial
