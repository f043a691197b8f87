// SPDX-License-Identifier: MIT
#include "core/matrix/connection_phase.h"

#include <array>

namespace redial {

namespace {

constexpr std::array<const char*, 10> names{
    "resolving",      "tcp",     "tls",        "upgrade", "boot_sent", "pending", "ready_idle",
    "call_in_flight", "closing", "backing_off"};

} // namespace

std::span<const ConnectionPhase> connectionPhases()
{
    static constexpr std::array<ConnectionPhase, names.size()> phases{
        ConnectionPhase::Resolving, ConnectionPhase::Tcp,          ConnectionPhase::Tls,
        ConnectionPhase::Upgrade,   ConnectionPhase::BootSent,     ConnectionPhase::Pending,
        ConnectionPhase::ReadyIdle, ConnectionPhase::CallInFlight, ConnectionPhase::Closing,
        ConnectionPhase::BackingOff};
    return phases;
}

QString nameOf(ConnectionPhase phase)
{
    return QString::fromLatin1(names.at(static_cast<std::size_t>(phase)));
}

QString titleOf(ConnectionPhase phase)
{
    return nameOf(phase).replace(QLatin1Char('_'), QLatin1Char(' '));
}

std::optional<ConnectionPhase> connectionPhaseFromName(const QString& name)
{
    for (const ConnectionPhase phase : connectionPhases()) {
        if (nameOf(phase) == name)
            return phase;
    }
    return std::nullopt;
}

} // namespace redial
