// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"

#include <QString>

#include <optional>

namespace redial {

/// Why a run could not go on, as its run_ended says it; absent if it could, or was cut off. Such a
/// run proves nothing: it is not held, whatever the oracles say.
std::optional<QString> runFailure(const EventLog& log);

} // namespace redial
