// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace redial {

/// One wait of a client between two attempts, in seconds.
struct WaitSample
{
    double seconds = 0;
    /// Failures in a row, from 1 for the wait after a connection that stood.
    std::uint32_t attempt = 1;
    /// The wait before attempt - 1 of the same series.
    std::optional<double> previous;
    EventNumber end = 0;   ///< at which the connection before it was over
    EventNumber begin = 0; ///< at which the client came again
};

/// The kinds of randomness that are told apart.
enum class JitterKind : std::uint8_t {
    None,         ///< the same wait each time
    Ratio,        ///< uniform, plus and minus a ratio of the nominal wait
    Full,         ///< uniform in [0, nominal]
    Equal,        ///< uniform in [nominal/2, nominal]
    Decorrelated, ///< uniform in [initial, 3 * previous]
    OcppA,        ///< W*2^k + U(0,X), drawn afresh
    OcppB,        ///< t(n) = 2*t(n-1) + U(0,X), then frozen
    Table,        ///< the same wait each time, by no formula
};

/// The limits of one wait, in seconds.
struct WaitLimits
{
    double low = 0;
    double high = 0;
};

/// A formula of a client's waits. Which members mean something depends on the kind: initial,
/// factor, ratio and cap for None, Ratio, Full and Equal; initial and cap for Decorrelated; initial
/// (W), range (X) and doublings (R) for OCPP; table for Table.
struct WaitModel
{
    JitterKind kind = JitterKind::None;
    double initial = 0; ///< nominal wait before attempt 1; of Full and Equal the upper limit
    double factor = 1;
    double ratio = 0;
    std::optional<double> cap;
    /// The envelope is cut at the cap; otherwise the cap counts before the jitter.
    bool cutsAtCap = false;
    double range = 0;
    std::uint32_t doublings = 0;
    std::vector<double> table;
    /// Absent: attempt 1 waits by the formula as the others do. Set: it waits this long, and the
    /// formula begins with attempt 2.
    std::optional<double> first;

    /// Attempts that still grew; those beyond are at the cap.
    std::uint32_t growing = 0;

    WaitLimits limits(std::uint32_t attempt, std::optional<double> previous = std::nullopt) const;
    double nominal(std::uint32_t attempt) const;
};

/// How well a model explains waits.
struct WaitFit
{
    WaitModel model;
    double logLikelihood = 0;
    int parameters = 0;
    /// Of proportional kinds: between which the nominal waits may lie with this ratio and factor.
    WaitLimits initial;
    WaitLimits cap;

    /// Schwarz' criterion: the smaller the better.
    double cost(std::size_t samples) const;
};

} // namespace redial
