// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_plan_reader.h"
#include "core/fault/fault_schedule.h"

#include <QStringList>

#include <chrono>
#include <initializer_list>

/// A schedule with a clock of its own: inputs are told briefly, effects are read as text
/// ("armed 0, begin 0@1, end 0@1").
class ScheduleLife
{
public:
    /// Precondition: texts that parsePlannedFault() takes.
    explicit ScheduleLife(std::initializer_list<const char*> texts,
                          redial::FaultPlan::Order order = redial::FaultPlan::Order::Parallel);

    redial::FaultSchedule& schedule() { return schedule_; }

    void begin(std::uint32_t number, const char* address = "127.0.0.1");
    void request(std::uint32_t number, const char* station = "CP-1");
    /// All three: begin, request, open.
    void open(std::uint32_t number, const char* station = "CP-1");
    void message(std::uint32_t number, const redial::FaultMessage& message);
    void bytes(std::uint32_t number, redial::FaultDirection direction, std::uint64_t count);
    void close(std::uint32_t number);
    void arm(redial::FaultIndex fault);
    void disarm(redial::FaultIndex fault);
    void finish();
    /// Up to this time from the start, stopping wherever something is due.
    void passTo(std::chrono::milliseconds time);

    /// From the start; absent: nothing is due.
    std::optional<std::chrono::milliseconds> nextDue() const;
    /// What was to be done since the last call.
    QString said();
    void clear() { said(); }

private:
    void keep(const redial::FaultSchedule::Effects& effects);

    redial::MonotonicTime now_{};
    redial::FaultSchedule schedule_;
    QStringList said_;
};
