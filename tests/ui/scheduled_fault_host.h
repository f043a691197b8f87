// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_host.h"
#include "core/fault/fault_implementations.h"
#include "core/fault/fault_schedule.h"

namespace redial::test {

/// A host without a server: faults come as the schedule says, and bite when the test says so.
class ScheduledFaultHost final : public FaultHost
{
public:
    ScheduledFaultHost() : schedule({}, MonotonicTime{}, Random(1)) {}

    FaultMode faultMode() const override { return FaultMode::Server; }
    std::vector<HostedFault> hostedFaults() const override
    {
        std::vector<HostedFault> faults;
        for (FaultIndex i = 0; i < schedule.size(); ++i)
            faults.push_back({i, schedule.planned(i), schedule.isArmed(i), schedule.counters(i)});
        return faults;
    }
    Expected<FaultIndex, QString> addFault(const PlannedFault& fault) override
    {
        if (fault.fault.id() == refused)
            return Unexpected{QStringLiteral("not here.")};
        const FaultIndex index = schedule.add(fault);
        schedule.arm(index, MonotonicTime{});
        return index;
    }
    bool armFault(FaultIndex fault) override
    {
        schedule.arm(fault, MonotonicTime{});
        return true;
    }
    bool disarmFault(FaultIndex fault) override
    {
        schedule.disarm(fault, MonotonicTime{});
        return true;
    }

    FaultSchedule schedule;
    std::string_view refused;
};

} // namespace redial::test
