// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/stream_context.h"
#include "core/net/tls_context.h"
#include "core/server/connection_interceptor.h"
#include "core/session/msgi_session_machine.h"
#include "core/wire/pipeline_maker.h"
#include "core/wire/value_container.h"

#include <QHostAddress>

namespace redial {

/// What a DATA frame has to hold.
enum class MsgiContent : std::uint8_t {
    Any,
    Container, ///< in binary form; anything else is answered by an ERROR frame
};

/// Everything that an MsgiServer is told at its start. A plain value.
struct MsgiServerSettings
{
    QHostAddress address = QHostAddress(QHostAddress::LocalHost);
    /// 0: any free port.
    quint16 port = 0;
    std::size_t mostConnections = 10'000;
    /// How many more are told that there is no room; beyond that they are reset unheard.
    std::size_t mostRefusals = 64;
    /// Bytes of a frame, head included, both ways.
    std::uint32_t messageLimit = msgiDefaultLimit;
    MsgiSessionPolicy policy{.idleTimeout = std::chrono::minutes(5)};
    std::chrono::nanoseconds handshakeTimeout = std::chrono::seconds(10);
    /// A client for whom more than the high mark waits is not read from; after so long it is ended.
    std::chrono::nanoseconds stallTimeout = std::chrono::seconds(10);
    /// After an end of ours: how long the client's FIN is waited for.
    std::chrono::nanoseconds lingerTimeout = std::chrono::seconds(3);
    /// Bounds what waits for one client: high mark, limit, SO_SNDBUF; TCP_NODELAY.
    StreamSettings stream;
    PipelineSettings pipeline;
    MsgiContent content = MsgiContent::Any;
    ContainerLimits containerLimits;
    /// Set for TLS.
    TlsContext::Shared tls;
    /// Every message goes into the log; without it only what else happens.
    bool recordsMessages = true;
    /// May interfere with each connection; empty: nobody does.
    InterceptorFactory interceptor;
};

} // namespace redial
