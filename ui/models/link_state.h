// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/run_document.h"

namespace redial {

/// What the link, or the proxy, is doing now, from the log alone; the words and numbers of the
/// state indicator.
struct LinkState
{
    enum Kind { NotRunning, Waiting, Connecting, Open, Online, GaveUp, Relaying, Ended };

    Kind kind = NotRunning;
    /// The link's connection; of a proxy how many clients have come.
    std::uint32_t epoch = 0;
    /// Of a proxy: how many of them are relayed now, and where they connect to.
    std::uint32_t relayed = 0;
    QString address;
    /// The log is a proxy's: there is no link of ours in it.
    bool isProxy() const { return !address.isEmpty(); }
    /// Number of the attempt that is under way or waited for; 0 if none.
    std::uint32_t attempt = 0;
    RunTime since{};
    /// When the next attempt begins, while waiting.
    std::optional<RunTime> due;
    /// Why the last connection ended, in words; empty if none has.
    QString lastReason;

    /// "Online", "Waiting to reconnect", …
    QString headline() const;
    /// One line below it: attempt number and countdown, or how long it has been so. `now` is absent
    /// when the run is read from a file.
    QString explanation(std::optional<RunTime> now) const;
};

/// Looks at the newest events only as far as needed; cheap enough for every frame.
LinkState linkStateOf(const RunDocument& document);

} // namespace redial
