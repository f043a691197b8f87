// SPDX-License-Identifier: MIT
#include "core/wire/drop_kind.h"

#include <array>

namespace redial {

namespace {

constexpr std::array<std::string_view, 3> dropKinds{"close", "fin", "reset"};

} // namespace

std::span<const std::string_view> dropKindNames()
{
    return dropKinds;
}

std::string_view nameOf(DropKind kind)
{
    return dropKinds.at(static_cast<std::size_t>(kind));
}

std::optional<DropKind> dropKindFromName(std::string_view name)
{
    for (std::size_t i = 0; i < dropKinds.size(); ++i) {
        if (dropKinds[i] == name)
            return static_cast<DropKind>(i);
    }
    return std::nullopt;
}

} // namespace redial
