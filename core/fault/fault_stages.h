// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault.h"
#include "core/fault/toxic_stage.h"

#include <memory>
#include <vector>

namespace redial {

/// What a fault of the catalogue does to the bytes of one direction, as stages one behind the other
/// (N1 to N9, P3, P8, T9 to T11, W19, W20). Empty: the fault does nothing to bytes as such.
std::vector<std::unique_ptr<ToxicStage>> makeFaultStages(const Fault& fault);

/// A blackhole: nothing passes until the stage is removed, then everything that waits. With
/// `forget` what came is lost instead, for ever.
std::unique_ptr<ToxicStage> makeBlackholeStage(std::chrono::nanoseconds closeAfter, bool forget);

} // namespace redial
