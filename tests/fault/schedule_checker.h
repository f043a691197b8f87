// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_plan_reader.h"
#include "core/fault/fault_schedule.h"

#include <QStringList>

#include <set>

/// What must hold of a schedule's effects, kept beside it: a fault begins only while it is armed,
/// ends only what it began, once, and nothing of it is left on a connection that went.
class ScheduleChecker
{
public:
    explicit ScheduleChecker(std::size_t faults) : armed_(faults, false), counters_(faults) {}

    void take(const redial::FaultSchedule::Effects& effects);
    /// To be called after the effects of its closing.
    void connectionGone(std::uint32_t number);
    /// At the end: the schedule's own counters are the same, and nothing holds.
    void compare(const redial::FaultSchedule& schedule);

    const QStringList& complaints() const { return complaints_; }
    std::uint64_t begun() const;
    std::uint64_t ended() const;

private:
    void complain(const redial::FaultEffect& effect, const char* what);

    std::vector<bool> armed_;
    std::vector<redial::FaultCounters> counters_;
    std::set<std::pair<redial::FaultIndex, std::uint32_t>> holds_;
    QStringList complaints_;
};

struct ScheduleStory
{
    QStringList complaints;
    QString effects;
    std::uint64_t begun = 0;
    std::uint64_t ended = 0;
    bool isSequence = false;
};

/// A random plan (in parallel or in sequence) and so many random inputs: connections that come and
/// go, messages, bytes, time, arming and disarming by hand.
ScheduleStory randomStory(std::uint64_t seed, int inputs);
