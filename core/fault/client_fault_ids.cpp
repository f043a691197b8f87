// SPDX-License-Identifier: MIT
#include "core/fault/fault_implementations.h"

#include <array>

namespace redial {

std::span<const std::string_view> clientFaultIds()
{
    static constexpr auto ids =
        std::to_array<std::string_view>({"D1", "D2", "D3", "D4", "D5", "P4", "P5", "P7", "P9"});
    return ids;
}

} // namespace redial
