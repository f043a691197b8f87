// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"

#include <initializer_list>

namespace redial {

/// Writes one party's events into a log: stamps clock, source, epoch and attempt. A small value;
/// copies write to the same log but keep their own epoch and attempt. Does not own log or clock,
/// which must outlive it.
class EventRecorder
{
public:
    EventRecorder(EventLog& log, const Clock& clock, Source source)
        : log_(&log), clock_(&clock), source_(source)
    {
    }

    void setEpoch(std::uint32_t epoch) { epoch_ = epoch; }
    void setAttempt(std::uint32_t attempt) { attempt_ = attempt; }
    std::uint32_t epoch() const { return epoch_; }
    std::uint32_t attempt() const { return attempt_; }

    EventNumber record(EventKind kind, std::initializer_list<Field> fields = {}) const
    {
        return record(kind, std::span<const Field>(fields.begin(), fields.size()));
    }
    EventNumber record(EventKind kind, std::span<const Field> fields) const;

    EventLog& log() const { return *log_; }
    const Clock& clock() const { return *clock_; }

private:
    EventLog* log_;
    const Clock* clock_;
    std::uint32_t epoch_ = 0;
    std::uint32_t attempt_ = 0;
    Source source_;
};

} // namespace redial
