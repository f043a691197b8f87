// SPDX-License-Identifier: MIT
#include "core/fault/fault_implementations.h"

#include <array>

namespace redial {

std::span<const std::string_view> virtualFaultIds()
{
    static constexpr auto ids = std::to_array<std::string_view>(
        {"T1", "T5", "T6",  "T7", "T9", "T10", "T11", "H1", "H2", "H3", "H4",
         "H5", "H6", "H10", "W1", "W2", "W5",  "W22", "P1", "P3", "P4", "P5"});
    return ids;
}

} // namespace redial
