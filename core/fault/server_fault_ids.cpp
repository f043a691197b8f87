// SPDX-License-Identifier: MIT
#include "core/fault/fault_implementations.h"

#include <array>

namespace redial {

std::span<const std::string_view> serverFaultIds()
{
    static constexpr auto ids = std::to_array<std::string_view>(
        {"T1",  "T2",  "T3",  "T4",  "T5",  "T6",  "T7",  "T8",  "T9",  "T10", "T11", "T12",
         "T13", "T14", "T15", "S1",  "S2",  "S3",  "S4",  "S5",  "S6",  "S7",  "S8",  "S9",
         "S10", "S11", "S12", "S13", "S14", "H1",  "H2",  "H3",  "H4",  "H5",  "H6",  "H7",
         "H8",  "H9",  "H10", "H11", "H12", "H13", "H14", "H15", "H16", "H17", "H18", "H19",
         "W1",  "W2",  "W3",  "W4",  "W5",  "W6",  "W7",  "W8",  "W9",  "W10", "W11", "W12",
         "W13", "W14", "W15", "W16", "W17", "W18", "W19", "W20", "W21", "W22", "W23", "W24",
         "W25", "W26", "W27", "O1",  "O2",  "O3",  "O4",  "O5",  "O6",  "O7",  "O8",  "O9",
         "O10", "O11", "O12", "A1",  "A2",  "A3",  "A4",  "A5",  "A6",  "M1",  "M2",  "M3",
         "M4",  "M5",  "M6",  "M7",  "M8",  "M9",  "M10", "P1",  "P2",  "P3",  "P6",  "P8"});
    return ids;
}

} // namespace redial
