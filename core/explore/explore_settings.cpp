// SPDX-License-Identifier: MIT
#include "core/explore/explore_settings.h"

namespace redial {

MachineSteps correctMachines()
{
    return {&step, &step};
}

ExploreSettings exploreSettings(const ReconnectPolicy& policy, const SessionPolicy& session)
{
    ExploreSettings settings;
    settings.policy = policy;
    settings.session = session;
    settings.actualPolicy = policy;
    settings.actualSession = session;
    return settings;
}

} // namespace redial
