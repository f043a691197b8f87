// SPDX-License-Identifier: MIT
#include "core/fault/fault_host.h"

namespace redial {

std::vector<HostedFault> hostedFaultsOf(const FaultSchedule& schedule)
{
    std::vector<HostedFault> faults;
    for (FaultIndex index = 0; index < schedule.size(); ++index)
        faults.push_back(
            {index, schedule.planned(index), schedule.isArmed(index), schedule.counters(index)});
    return faults;
}

QString reasonNotToAdd(const PlannedFault& fault, FaultMode mode)
{
    if (const QString no = fault.unsuitableFor(mode); !no.isEmpty())
        return no;
    const QStringList reasons = fault.impossibilities();
    return reasons.isEmpty() ? QString() : reasons.first();
}

} // namespace redial
