// SPDX-License-Identifier: MIT
#pragma once

#include "core/foreign/estimate.h"
#include "core/foreign/wait_fits.h"

#include <optional>
#include <vector>

namespace redial {

/// What is thought of a client's back-off: the formula that explains its waits best, and each of
/// its parameters. Nothing is guessed: a parameter that the waits do not tell is said to be
/// unknown, with the reason. Pure.
struct PolicyEstimate
{
    std::optional<WaitModel> model;
    double cost = 0; ///< of the formula, WaitFit::cost()
    Estimate initial;
    Estimate factor;
    Estimate jitter; ///< a word
    Estimate ratio;
    Estimate cap;
    Estimate ocppReading; ///< a word

    bool isExact() const;
    /// It explains its waits clearly better than the other does the same waits, counted otherwise.
    bool isBetterThan(const PolicyEstimate& other) const;
    std::vector<Estimate> all() const;
};

/// Attempts must be counted from 1 in each series of failures.
PolicyEstimate estimatePolicy(const WaitData& data);

/// "none", "plus and minus a ratio", "full", … as reports write it.
QString jitterText(const WaitModel& model);

} // namespace redial
