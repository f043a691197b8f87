// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_plan.h"
#include "core/fault/fault_schedule.h"

#include <vector>

namespace redial {

/// One fault of a running server or proxy, as it stands now. A plain value.
struct HostedFault
{
    FaultIndex index = 0;
    PlannedFault planned;
    bool isArmed = false;
    FaultCounters counters;
};

/// Something that runs and does faults: a server, a proxy. `redial ctl`, HTTP and the window arm
/// and disarm through it while it runs; it records what comes of that (lane fault). Lives on its
/// run's thread; nothing blocks.
class FaultHost
{
public:
    virtual ~FaultHost() = default;

    /// In which of its modes the host does a fault.
    virtual FaultMode faultMode() const = 0;
    /// In the order of adding, the disarmed ones included.
    virtual std::vector<HostedFault> hostedFaults() const = 0;
    /// Adds it and arms it, unless it says that it waits. The error is a sentence: a fault that
    /// this build does not do here, or that can never bite.
    virtual Expected<FaultIndex, QString> addFault(const PlannedFault& fault) = 0;
    /// No effect on one that is armed; false if there is none of that index.
    virtual bool armFault(FaultIndex fault) = 0;
    /// Ends it wherever it holds. No effect on one that is disarmed; false if there is none.
    virtual bool disarmFault(FaultIndex fault) = 0;
};

} // namespace redial
