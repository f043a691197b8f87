// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"

namespace redial {

/// How much an event asks to be looked at. Abnormal: something was lost, refused, broken, late or
/// judged wrong; a graph draws it whatever else lies on the same pixel. Landmark: a step of the
/// link's life (opened, boot accepted, online, dropped by the user).
enum class Severity { Ordinary, Landmark, Abnormal };

/// Precondition: 1 <= number <= log.size(). Reads the event alone, never its neighbours.
Severity severityOf(const EventLog& log, EventNumber number);

} // namespace redial
