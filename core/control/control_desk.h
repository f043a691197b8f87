// SPDX-License-Identifier: MIT
#pragma once

#include "core/control/control_message.h"
#include "core/control/controllable.h"
#include "core/log/event_recorder.h"

namespace redial {

/// Where an order came from, as the log names it.
enum class ControlOrigin : std::uint8_t { LocalSocket, Http };

/// Carries out orders on one Controllable, and records each as an event of lane user before it has
/// an effect, with a second one if it was refused. Only asking is no event. Does not own what it
/// refers to, which must outlive it.
class ControlDesk
{
public:
    ControlDesk(Controllable& controllable, EventRecorder recorder)
        : controllable_(controllable), recorder_(recorder)
    {
    }

    ControlOutcome perform(const ControlCommand& command, ControlOrigin origin);
    /// One line of the language, answered by one.
    ControlAnswer answer(const QByteArray& line, ControlOrigin origin);

private:
    ControlOutcome carryOut(const ControlCommand& command);
    void record(const ControlCommand& command, ControlOrigin origin) const;

    Controllable& controllable_;
    EventRecorder recorder_;
};

} // namespace redial
