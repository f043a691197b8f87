// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/random.h"
#include "core/wire/value_container.h"

namespace redial {

/// One value of every type, at the ends of its range.
ValueContainer containerOfEveryType();

/// A container of random shape: at most `depth` levels, values of every type.
ValueContainer randomContainer(Random& random, int depth);

} // namespace redial
