// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/scheduled_faults.h"

#include <string>

namespace redial {

/// Who does what a plan's faults say.
class ProxyFaultActor
{
public:
    /// Begins it on the connection (absent: the whole proxy). What it changed at once, a clause;
    /// absent if it has not changed anything yet.
    virtual std::optional<std::string> beginFault(FaultIndex index, const PlannedFault& fault,
                                                  std::optional<std::uint32_t> connection) = 0;
    virtual void endFault(FaultIndex index, const PlannedFault& fault,
                          std::optional<std::uint32_t> connection) = 0;

protected:
    ~ProxyFaultActor() = default;
};

/// The fault plan of one proxy at work: asks the schedule at every turn, has the actor do what is
/// due, and keeps the journal. Lives on its clock's thread.
class ProxyFaults final : public ScheduledFaults
{
public:
    using Effects = FaultSchedule::Effects;

    ProxyFaults(const FaultPlan& plan, Clock& clock, EventRecorder recorder, std::uint64_t seed,
                ProxyFaultActor& actor);
    ~ProxyFaults() override;

    void connectionBegins(const FaultConnectionFacts& facts);
    void requestRead(const FaultConnectionFacts& facts);
    void opened(std::uint32_t connection);
    void bytes(std::uint32_t connection, FaultDirection direction, std::uint64_t count);
    void connectionClosed(std::uint32_t connection);
    /// The faults that act on this very message. What else is due is to be done by perform() when
    /// the message has passed.
    std::vector<FaultIndex> message(std::uint32_t connection, const FaultMessage& message,
                                    Effects& after);
    void perform(const Effects& effects) { apply(effects); }
    /// It changed something: told once for each time that it holds.
    void bitten(FaultIndex fault, std::optional<std::uint32_t> connection,
                const std::string& detail);
    using ScheduledFaults::closeJournal;
    using ScheduledFaults::endFaults;

    const FaultSchedule& schedule() const { return schedule_; }
    const PlannedFault& planned(FaultIndex fault) const { return schedule_.planned(fault); }
    Random& random(FaultIndex fault) { return schedule_.random(fault); }
    bool isEmpty() const { return schedule_.size() == 0; }
    bool looksAtBytes() const { return schedule_.looksAtBytes(); }

private:
    void carryOut(const FaultEffect& effect) override;
    bool isAct(FaultIndex fault) const { return !planned(fault).fault.definition().lasts; }

    ProxyFaultActor& actor_;
};

} // namespace redial
