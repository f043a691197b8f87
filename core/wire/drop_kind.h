// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace redial {

/// How a link is ended on purpose, told from the other side's view of the wire.
enum class DropKind : std::uint8_t {
    Close,       ///< a Close frame with 1000 and the closing handshake (RFC 6455 7.1.2)
    EndOfStream, ///< FIN without a Close frame, as a process that ends leaves it
    Reset,       ///< RST, as a crash or a middlebox leaves it
};

/// "close", "fin", "reset": as the command line, scenarios and run files write them.
std::span<const std::string_view> dropKindNames();
std::string_view nameOf(DropKind kind);
std::optional<DropKind> dropKindFromName(std::string_view name);

} // namespace redial
