// SPDX-License-Identifier: MIT
#include "core/fault/fault_presets.h"

#include "core/base/to_qstring.h"
#include "core/fault/fault_plan_reader.h"

namespace redial {

std::span<const FaultPreset> faultPresets()
{
    static const std::vector<FaultPreset> presets{
        {"flaky_mobile_network",
         "Flaky mobile network",
         "slow and uneven, and away for some seconds now and then",
         {"N7 profile=flaky_mobile", "N8 on=20s off=4s random=yes"}},
        {"load_balancer_60s",
         "Load balancer with 60 s idle time-out",
         "forgets a connection on which nothing passes for 60 s",
         {"T15 idle=60s end=forget"}},
        {"server_restart",
         "Server restart",
         "every connection is reset, and the port is closed for 3 s",
         {"P1 down=3s times=1"}},
        {"certificate_rollover",
         "Certificate rollover",
         "from the second connection on the server has another certificate",
         {"S13 when=attempt:2.."}},
        {"lame_duck",
         "Lame duck",
         "the server takes nobody new and closes what stands with 1012 over 10 s",
         {"P2 window=10s times=1"}},
    };
    return presets;
}

std::vector<PlannedFault> plannedFaults(const FaultPreset& preset)
{
    std::vector<PlannedFault> faults;
    for (const std::string_view text : preset.faults) {
        if (auto planned = parsePlannedFault(toQString(text)))
            faults.push_back(std::move(*planned));
    }
    return faults;
}

} // namespace redial
