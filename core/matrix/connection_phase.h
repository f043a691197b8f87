// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <cstdint>
#include <optional>
#include <span>

namespace redial {

/// Where a station's connection is when a fault comes.
enum class ConnectionPhase : std::uint8_t {
    Resolving,
    Tcp,
    Tls,
    Upgrade,
    BootSent,
    Pending,
    ReadyIdle,
    CallInFlight,
    Closing, ///< by the station, with a Close frame
    BackingOff
};

std::span<const ConnectionPhase> connectionPhases();
/// "resolving", "boot_sent": stable names.
QString nameOf(ConnectionPhase phase);
/// For the head of a column: "boot sent".
QString titleOf(ConnectionPhase phase);
std::optional<ConnectionPhase> connectionPhaseFromName(const QString& name);

} // namespace redial
