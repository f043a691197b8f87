// SPDX-License-Identifier: MIT
#include "core/reconnect/backoff_strategy.h"

#include <array>

namespace redial {

namespace {

constexpr std::array<std::string_view, 10> strategies{
    "exponential", "full",  "equal", "decorrelated", "fixed",
    "never",       "table", "ocpp",  "grpc",         "user"};
constexpr std::array<std::string_view, 3> jitterModes{"window", "before_cap", "after_cap"};
constexpr std::array<std::string_view, 3> readings{"A", "B", "B'"};
constexpr std::array<std::string_view, 2> scopes{"disconnect", "every_attempt"};
constexpr std::array<std::string_view, 3> resets{"ready", "stable", "open"};

} // namespace

std::span<const std::string_view> backoffStrategyNames()
{
    return strategies;
}

std::span<const std::string_view> jitterModeNames()
{
    return jitterModes;
}

std::span<const std::string_view> ocppReadingNames()
{
    return readings;
}

std::span<const std::string_view> offsetScopeNames()
{
    return scopes;
}

std::span<const std::string_view> resetOnNames()
{
    return resets;
}

std::string_view nameOf(BackoffStrategy strategy)
{
    return strategies.at(static_cast<std::size_t>(strategy));
}

} // namespace redial
