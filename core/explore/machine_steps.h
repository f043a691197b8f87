// SPDX-License-Identifier: MIT
#pragma once

#include "core/reconnect/reconnect_machine.h"
#include "core/session/ocpp_session_machine.h"

namespace redial {

/// The two pure machines of a client. Wrong ones can be put in their place.
struct MachineSteps
{
    ReconnectEffects (*reconnect)(ReconnectState& state, const ReconnectPolicy& policy,
                                  const ReconnectInput& input, MonotonicTime now, Random& random);
    SessionEffects (*session)(OcppSessionState& state, const SessionPolicy& policy,
                              const SessionInput& input, MonotonicTime now);
};

/// Those of the product.
MachineSteps correctMachines();

} // namespace redial
