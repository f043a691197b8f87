// SPDX-License-Identifier: MIT
#include "core/fault/fault_implementations.h"

namespace redial {

std::span<const std::string_view> serverFaultIds()
{
    return {};
}

} // namespace redial
