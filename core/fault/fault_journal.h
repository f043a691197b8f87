// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_schedule.h"
#include "core/log/event_recorder.h"

namespace redial {

/// Writes what becomes of the faults of a schedule into the log: armed, on, bitten, off, disarmed,
/// and at the end those that never bit. Holds references that outlive it.
class FaultJournal
{
public:
    FaultJournal(const FaultSchedule& schedule, EventRecorder recorder, FaultMode mode)
        : schedule_(schedule), recorder_(recorder), mode_(mode)
    {
    }

    void record(const FaultEffect& effect) const;
    /// `detail`: what it changed, a clause.
    void recordBitten(FaultIndex fault, std::optional<std::uint32_t> connection,
                      const std::string& detail) const;
    /// After the schedule's finish().
    void recordUnbitten() const;

private:
    const FaultSchedule& schedule_;
    EventRecorder recorder_;
    FaultMode mode_;
};

} // namespace redial
