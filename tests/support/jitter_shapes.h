// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/random.h"

#include <functional>
#include <vector>

namespace redial::test {

/// Draws where in its envelope a wait lies.
using JitterShape = std::function<double(Random&)>;

struct NamedShape
{
    const char* name;
    JitterShape draw;
};

/// What a policy promises.
JitterShape evenShape();
/// What clients do instead: each must be found.
std::vector<NamedShape> wrongShapes();

std::vector<double> drawShares(const JitterShape& shape, int count, std::uint64_t seed = 5);

} // namespace redial::test
