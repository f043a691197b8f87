// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_host.h"
#include "core/fault/fault_journal.h"
#include "core/time/clock.h"

namespace redial {

/// A plan of faults at work: the schedule that decides, the journal that tells, and the timer that
/// asks the schedule again when it is due. What a fault does is the derived class's. Does not own
/// the clock; lives on its thread.
class ScheduledFaults : public FaultHost
{
public:
    ScheduledFaults(const FaultPlan& plan, Clock& clock, Random random, EventRecorder recorder,
                    FaultMode mode);
    ~ScheduledFaults() override;
    ScheduledFaults(const ScheduledFaults&) = delete;
    ScheduledFaults& operator=(const ScheduledFaults&) = delete;

    /// Arms the plan. Call before there is anybody to do a fault to.
    void start();

    FaultMode faultMode() const final { return mode_; }
    std::vector<HostedFault> hostedFaults() const final;
    Expected<FaultIndex, QString> addFault(const PlannedFault& fault) final;
    bool armFault(FaultIndex fault) final;
    bool disarmFault(FaultIndex fault) final;

protected:
    /// Records the effects, has each carried out, and waits for the next one that is due.
    void apply(const FaultSchedule::Effects& effects);
    virtual void carryOut(const FaultEffect& effect) = 0;
    /// Empty if this host does the fault; else a sentence. By its mode alone.
    virtual QString unsuitability(const PlannedFault& fault) const;
    /// It changed something: told once for each time that it holds.
    void bitten(FaultIndex fault, std::optional<std::uint32_t> connection,
                const std::string& detail);
    /// Ends every fault; the derived class may still tell what bit.
    void endFaults();
    /// Records those that never bit. Behind endFaults().
    void closeJournal();
    /// Waits for what is due next. Only for effects that did not go through apply().
    void rearm();

    const Fault& faultAt(FaultIndex index) const { return schedule_.planned(index).fault; }

    Clock& clock_;
    FaultSchedule schedule_;
    FaultJournal journal_;

private:
    FaultMode mode_;
    TimerId timer_ = 0;
};

} // namespace redial
