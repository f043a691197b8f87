// SPDX-License-Identifier: MIT
#pragma once

#include "core/control/controllable.h"

namespace redial {

/// What every server answers to disconnect: how many clients were ended, or that there was none of
/// that name (an empty one means all).
ControlOutcome clientsEnded(int count, const QString& station);
/// Why a server that listens is not started, and one that is stopped is not stopped.
ControlOutcome listensAlready(quint16 port);
ControlOutcome isStoppedAlready();

} // namespace redial
