// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/connection_interceptor.h"
#include "core/server/peer_behaviour.h"
#include "core/server/peer_script.h"
#include "core/server/tls_treatment.h"
#include "core/wire/http_head.h"
#include "core/wire/websocket_reader.h"

#include <QHostAddress>
#include <QStringList>

#include <chrono>
#include <optional>

namespace redial {

/// Everything that a ScriptedServer is told at its start. A plain value.
struct ServerSettings
{
    QHostAddress address = QHostAddress(QHostAddress::LocalHost);
    /// 0: any free port.
    quint16 port = 0;
    int mostConnections = 1000;
    /// How many more are told that there is no room (503); beyond that they are reset unheard.
    int mostRefusals = 64;
    /// In order of preference. Empty: any connection is taken, without a subprotocol.
    QStringList subprotocols;
    /// OCPP-J 3.2: without a common subprotocol the handshake completes and the connection is
    /// closed at once.
    bool closeWithoutSubprotocol = false;
    /// Agree to permessage-deflate when it is offered.
    bool deflate = true;
    /// Answer pings (row A12); off makes the server look half-open.
    bool automaticPong = true;
    std::chrono::nanoseconds handshakeTimeout = std::chrono::seconds(10);
    std::chrono::nanoseconds closeTimeout = std::chrono::seconds(3);
    /// Own pings; zero sends none.
    std::chrono::nanoseconds pingInterval{};
    std::chrono::nanoseconds pongTimeout = std::chrono::seconds(10);
    HttpLimits http;
    WebSocketLimits websocket;
    /// Bytes that may wait for a client that does not read; beyond it the connection is reset.
    qint64 sendBufferLimit = 64LL * 1024 * 1024;
    /// HTTP Basic password that a client must send with its identity as the user (A00.FR.202 and
    /// following); a path without an identity takes any user.
    std::optional<QString> password;
    /// Ids of the stations that are known; any other gets 404 (OCPP-J 3.2). Empty: all are.
    QStringList stations;
    /// Set for wss://.
    TlsContext::Shared tls;
    PeerScript script;
    BehaviourFactory behaviour = [](const ServerLinkFacts&) {
        return std::make_unique<EchoBehaviour>();
    };
    /// May interfere with each connection; null: none does.
    InterceptorFactory interceptor;
    /// Decides about each connection before its TLS handshake; null: nobody does.
    TlsInterceptor* tlsInterceptor = nullptr;
};

} // namespace redial
