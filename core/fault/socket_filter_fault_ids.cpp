// SPDX-License-Identifier: MIT
#include "core/fault/fault_implementations.h"

#include <array>

namespace redial {

std::span<const std::string_view> socketFilterFaultIds()
{
    // T11 needs the filter at the client's end.
    static constexpr auto ids = std::to_array<std::string_view>({"T2", "T9", "T10"});
    return ids;
}

} // namespace redial
