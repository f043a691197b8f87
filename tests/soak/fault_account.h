// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"

#include <QStringList>

#include <cstdint>

namespace redial::soak {

/// What a log says of the faults of one plan.
struct FaultAccount
{
    std::size_t faults = 0;  ///< armed
    std::uint64_t holds = 0; ///< fault_on
    std::size_t bitten = 0;  ///< faults that changed something
    std::size_t unbitten = 0;
    /// A fault that is on twice at one place, or off without on, or left on; that bit where it was
    /// not on; that is told neither as bitten nor as unbitten, or as both.
    QStringList complaints;
};

/// Of a source's planned faults, from its first event to its last.
FaultAccount accountOf(const EventLog& log, Source source);

} // namespace redial::soak
