// SPDX-License-Identifier: MIT
#pragma once

#include "core/foreign/estimate.h"
#include "core/foreign/observations.h"

namespace redial {

/// What is thought of a client beside the formula of its waits. Each says why, if it is not known.
struct BehaviourEstimate
{
    Estimate reset;        ///< a word: "open", "ready", "stable", "never"
    Estimate countsFrom;   ///< a word: "start" or "failure"
    Estimate giveUp;       ///< attempts after which it stayed away; a word if it never did
    Estimate retryAfter;   ///< a word: "honoured" or "ignored"
    Estimate unauthorized; ///< a word: "comes again" or "stays away"
    Estimate refusedPort;  ///< a word: "comes again" or "stays away"
    Estimate ping;         ///< interval
    Estimate halfOpen;     ///< how long until it came again
    Estimate connectTimeout;
    Estimate staleBursts; ///< most messages at once right after it came back
    Estimate duplicates;  ///< messages that had been sent on an earlier connection
    Estimate overlaps;    ///< connections that began while another one stood

    std::vector<Estimate> all() const;
};

/// `model` is the formula of its waits, if one was found.
BehaviourEstimate estimateBehaviour(const Observations& observations,
                                    const std::optional<WaitModel>& model);

// One function each; they share nothing.
Estimate resetOf(const Observations& observations, const std::optional<WaitModel>& model);
Estimate countsFromOf(const Observations& observations, const std::optional<WaitModel>& model);
Estimate giveUpOf(const Observations& observations);
Estimate retryAfterOf(const Observations& observations);
Estimate unauthorizedOf(const Observations& observations);
Estimate refusedPortOf(const Observations& observations);
Estimate pingOf(const Observations& observations);
Estimate halfOpenOf(const Observations& observations);
Estimate connectTimeoutOf(const Observations& observations);
Estimate staleBurstsOf(const Observations& observations);
Estimate duplicatesOf(const Observations& observations);
Estimate overlapsOf(const Observations& observations);

} // namespace redial
