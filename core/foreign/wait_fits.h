// SPDX-License-Identifier: MIT
#pragma once

#include "core/foreign/wait_model.h"

#include <functional>

namespace redial {

/// Waits that are to be explained.
struct WaitData
{
    std::vector<WaitSample> samples; ///< in the order of time
    /// How much longer than its client meant a wait may look, in seconds: the lag of timers and of
    /// the network. Nothing narrower is told apart.
    double noise = 1e-4;

    std::uint32_t highestAttempt() const;
};

/// Waits with one attempt number.
struct AttemptRange
{
    std::size_t count = 0;
    double low = 0;
    double high = 0;
    double median = 0;
};

/// By attempt, from 1; those that nobody made have count 0.
std::vector<AttemptRange> rangesOf(const WaitData& data);

/// Waits without jitter, geometric up to a cap (by medians, so that single late ones do not count).
/// Absent if most waits are away from any such line, or below three samples.
std::optional<WaitFit> fitExact(const WaitData& data);
/// The same for a client whose waits repeat but follow no formula: each attempt number at least
/// twice. Absent if they do not repeat.
std::optional<WaitFit> fitTable(const WaitData& data);

/// Uniform within a share of a nominal wait that grows geometrically up to a cap: the best of
/// kinds Ratio, Full and Equal. Below `fewestJittered` samples absent.
std::optional<WaitFit> fitProportional(const WaitData& data);
/// Every one like it with another factor and split of growing and capped attempts that is at least
/// as likely as `leastLogLikelihood`: how far the parameters may be moved.
void visitProportional(const WaitData& data, const WaitFit& best, double leastLogLikelihood,
                       const std::function<void(const WaitFit&)>& visit);

std::optional<WaitFit> fitDecorrelated(const WaitData& data);
std::optional<WaitFit> fitOcppA(const WaitData& data);
std::optional<WaitFit> fitOcppB(const WaitData& data);

inline constexpr std::size_t fewestExact = 3;
inline constexpr std::size_t fewestJittered = 8;

} // namespace redial
