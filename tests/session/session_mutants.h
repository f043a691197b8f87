// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/ocpp_session_machine.h"

#include <vector>

namespace redial::test {

using SessionStep = SessionEffects (*)(OcppSessionState&, const SessionPolicy&, const SessionInput&,
                                       MonotonicTime);

/// A session machine with one bug.
struct SessionMutant
{
    const char* name;
    SessionStep machine;
};
const std::vector<SessionMutant>& sessionMutants();

} // namespace redial::test
