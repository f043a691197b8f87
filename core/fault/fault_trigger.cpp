// SPDX-License-Identifier: MIT
#include "core/fault/fault_trigger.h"

#include <array>

namespace redial {

namespace {

constexpr auto opcodeNames =
    std::to_array<std::string_view>({"text", "binary", "ping", "pong", "close"});
constexpr auto kindNames = std::to_array<std::string_view>({"call", "answer"});

} // namespace

std::span<const std::string_view> faultOpcodeNames()
{
    return opcodeNames;
}
std::span<const std::string_view> faultMessageKindNames()
{
    return kindNames;
}

std::string_view nameOf(FaultOpcode opcode)
{
    return opcodeNames.at(static_cast<std::size_t>(opcode));
}
std::string_view nameOf(FaultMessageKind kind)
{
    return kindNames.at(static_cast<std::size_t>(kind));
}

} // namespace redial
