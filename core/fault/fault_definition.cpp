// SPDX-License-Identifier: MIT
#include "core/fault/fault_definition.h"

#include <algorithm>
#include <array>

namespace redial {

namespace {

constexpr auto levelNames =
    std::to_array<std::string_view>({"dns", "tcp", "tls", "http", "websocket", "ocpp",
                                     "application", "msgi", "network", "process"});
constexpr std::string_view levelLetters = "DTSHWOAMNP";
constexpr auto modeNames =
    std::to_array<std::string_view>({"server", "proxy", "socket-filter", "virtual", "client"});
constexpr auto directionNames = std::to_array<std::string_view>({"upstream", "downstream", "both"});

} // namespace

const FaultParameter* FaultDefinition::parameter(std::string_view parameterName) const
{
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [&](const auto& row) { return row.name == parameterName; });
    return found == parameters.end() ? nullptr : &*found;
}

bool FaultDefinition::actsAtBringUp() const
{
    return stage == FaultStage::Connect || stage == FaultStage::Tls || stage == FaultStage::Upgrade;
}

bool FaultDefinition::actsOnEverything() const
{
    return stage == FaultStage::Process || stage == FaultStage::Listener;
}

std::span<const std::string_view> faultLevelNames()
{
    return levelNames;
}
std::span<const std::string_view> faultModeNames()
{
    return modeNames;
}
std::span<const std::string_view> faultDirectionNames()
{
    return directionNames;
}

std::string_view nameOf(FaultLevel level)
{
    return levelNames.at(static_cast<std::size_t>(level));
}
std::string_view nameOf(FaultMode mode)
{
    return modeNames.at(static_cast<std::size_t>(mode));
}
std::string_view nameOf(FaultDirection direction)
{
    return directionNames.at(static_cast<std::size_t>(direction));
}

char letterOf(FaultLevel level)
{
    return levelLetters.at(static_cast<std::size_t>(level));
}

} // namespace redial
