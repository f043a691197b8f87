// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_schedule.h"
#include "core/fault/proxy_stream_end.h"

#include <QString>

namespace redial {

/// "client" or "server": who sends in this direction.
const char* sourceOf(StreamDirection direction);

/// How the stages of the plan's faults are told from toxics in a chain: this and the fault's index.
QString faultStagePrefix();
QString faultStageName(FaultIndex index);

} // namespace redial
