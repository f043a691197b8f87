// SPDX-License-Identifier: MIT
#include "core/log/event_recorder.h"

namespace redial {

EventNumber EventRecorder::record(EventKind kind, std::span<const Field> fields) const
{
    return log_->append(EventHeader{clock_->now(), clock_->wallNow(), epoch_, attempt_, kind,
                                    source_, laneOf(kind)},
                        fields);
}

} // namespace redial
