// SPDX-License-Identifier: MIT
#pragma once

#include "core/time/clock.h"

#include <QString>

namespace redial::soak {

/// What a round of a soak leaves behind in this process.
struct Remains
{
    qsizetype descriptors = 0;
    std::size_t timers = 0;
    qint64 heap = 0; ///< bytes in use

    /// After the events that are due.
    static Remains now(const Clock& clock);
    /// Empty, or what of a round that ended later has not been given back. No timer may be left,
    /// and as many descriptors as before; the heap may have grown by a little.
    QString beyond(const Remains& first) const;
};

/// Bytes in use on the heap.
qint64 heapBytes();

} // namespace redial::soak
