// SPDX-License-Identifier: MIT
#pragma once

#include "core/explore/explore_settings.h"
#include "core/explore/invariant.h"

#include <vector>

namespace redial {

/// A client whose machines are wrong in one way on purpose: the proof that an invariant sees it,
/// and that the explorer finds the shortest way there. The product knows nothing of it: a wrapper
/// around a machine's step is what is wrong.
struct MachineMutant
{
    std::string_view id;    ///< "X01"; stable
    std::string_view name;  ///< a few words
    std::string_view wrong; ///< one sentence
    Invariant violates{};   ///< what the shortest counterexample breaks
    int pathLength = 0;     ///< of the shortest counterexample, with default policies
    /// Makes the correct client's settings those of this one.
    void (*apply)(ExploreSettings& settings) = nullptr;
};

/// In the order of their ids.
const std::vector<MachineMutant>& machineMutants();

std::vector<MachineMutant> linkMutants();
std::vector<MachineMutant> sessionMutants();

} // namespace redial
