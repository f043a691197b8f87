// SPDX-License-Identifier: MIT
#include "core/fault/fault_implementations.h"

#include <array>

namespace redial {

std::span<const std::string_view> proxyFaultIds()
{
    static constexpr auto ids = std::to_array<std::string_view>(
        {"T1",  "T2",  "T3",  "T4",  "T5",  "T6",  "T7",  "T8",  "T9",  "T10", "T11", "T12", "T15",
         "W1",  "W2",  "W3",  "W4",  "W5",  "W6",  "W7",  "W8",  "W9",  "W10", "W11", "W12", "W13",
         "W14", "W15", "W16", "W17", "W18", "W19", "W20", "W21", "W22", "W23", "W24", "W25", "W26",
         "W27", "O1",  "O2",  "O3",  "O4",  "O5",  "O6",  "O7",  "O8",  "O9",  "O10", "O11", "O12",
         "N1",  "N2",  "N3",  "N4",  "N5",  "N6",  "N7",  "N8",  "N9",  "N10", "N11", "N12", "N13",
         "N14", "N15", "P1",  "P2",  "P3",  "P6",  "P8",  "P9"});
    return ids;
}

} // namespace redial
