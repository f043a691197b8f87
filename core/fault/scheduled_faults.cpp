// SPDX-License-Identifier: MIT
#include "core/fault/scheduled_faults.h"

#include <utility>

namespace redial {

ScheduledFaults::ScheduledFaults(const FaultPlan& plan, Clock& clock, Random random,
                                 EventRecorder recorder, FaultMode mode)
    : clock_(clock)
    , schedule_(plan, clock.now(), random)
    , journal_(schedule_, recorder, mode)
    , mode_(mode)
{
}

ScheduledFaults::~ScheduledFaults()
{
    clock_.cancelTimer(timer_);
}

void ScheduledFaults::start()
{
    apply(schedule_.start(clock_.now()));
}

std::vector<HostedFault> ScheduledFaults::hostedFaults() const
{
    std::vector<HostedFault> faults;
    for (FaultIndex index = 0; index < schedule_.size(); ++index)
        faults.push_back(
            {index, schedule_.planned(index), schedule_.isArmed(index), schedule_.counters(index)});
    return faults;
}

Expected<FaultIndex, QString> ScheduledFaults::addFault(const PlannedFault& fault)
{
    if (const QString no = unsuitability(fault); !no.isEmpty())
        return Unexpected{no};
    if (const QStringList reasons = fault.impossibilities(); !reasons.isEmpty())
        return Unexpected{reasons.first()};
    const FaultIndex index = schedule_.add(fault);
    if (fault.armed)
        apply(schedule_.arm(index, clock_.now()));
    return index;
}

QString ScheduledFaults::unsuitability(const PlannedFault& fault) const
{
    return fault.unsuitableFor(mode_);
}

bool ScheduledFaults::armFault(FaultIndex fault)
{
    if (fault >= schedule_.size())
        return false;
    apply(schedule_.arm(fault, clock_.now()));
    return true;
}

bool ScheduledFaults::disarmFault(FaultIndex fault)
{
    if (fault >= schedule_.size())
        return false;
    apply(schedule_.disarm(fault, clock_.now()));
    return true;
}

void ScheduledFaults::apply(const FaultSchedule::Effects& effects)
{
    // What one of them does may end the connection, and with it, in here, the others.
    for (const FaultEffect& effect : effects)
        journal_.record(effect);
    for (const FaultEffect& effect : effects)
        carryOut(effect);
    rearm();
}

void ScheduledFaults::bitten(FaultIndex fault, std::optional<std::uint32_t> connection,
                             const std::string& detail)
{
    if (schedule_.bitten(fault, connection))
        journal_.recordBitten(fault, connection, detail);
}

void ScheduledFaults::endFaults()
{
    apply(schedule_.finish(clock_.now()));
}

void ScheduledFaults::closeJournal()
{
    journal_.recordUnbitten();
    clock_.cancelTimer(std::exchange(timer_, 0));
}

void ScheduledFaults::rearm()
{
    clock_.cancelTimer(std::exchange(timer_, 0));
    const auto due = schedule_.nextDue();
    if (!due)
        return;
    timer_ = clock_.startTimer(*due - clock_.now(), [this] {
        timer_ = 0;
        apply(schedule_.timePassed(clock_.now()));
    });
}

} // namespace redial
