// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_plan.h"
#include "core/net/host_port.h"
#include "core/net/tls_context.h"

#include <QString>

#include <chrono>
#include <cstdint>

namespace redial {

/// What one proxy listens on and relays to, and its bounds.
struct ProxySettings
{
    QString name;
    HostPort listen{QStringLiteral("127.0.0.1"), 0};
    HostPort upstream;
    /// TLS towards clients, and towards the upstream; null: plain TCP on that side.
    TlsContext::Shared clientTls;
    TlsContext::Shared upstreamTls;
    /// Beyond it a connection is accepted and reset.
    int mostConnections = 4096;
    /// Bytes that one direction of one connection holds for its toxics at most.
    std::size_t mostHeld = 1024 * 1024;
    /// For TCP and the TLS of both sides together.
    std::chrono::milliseconds connectTimeout{30'000};
    FaultPlan faults;
    /// Recognise WebSocket and OCPP on what is relayed, record it, and let faults treat messages.
    bool followsMessages = true;
    /// Of the toxics' and faults' random numbers.
    std::uint64_t seed = 0;
};

} // namespace redial
