// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/tls_context.h"
#include "core/server/server_link.h"

#include <string>

namespace redial {

/// How a server treats one TCP connection on its TLS port.
struct TlsTreatment
{
    enum class Act : std::uint8_t {
        Handshake, ///< TLS, with the context
        Answer,    ///< these bytes in the clear to the client's first bytes, then FIN
        Stall,     ///< the client's bytes are read and nothing is said
        Close,     ///< FIN after the client's first bytes
    } act = Act::Handshake;
    /// Null: the server's own.
    TlsContext::Shared context;
    std::string answer;
};

/// Decides about each connection before its TLS handshake. Lives on its server's thread and
/// outlives the server.
class TlsInterceptor
{
public:
    virtual ~TlsInterceptor() = default;
    virtual TlsTreatment treat(const ServerLinkFacts& facts) = 0;
    /// The connection ended before it was handed on.
    virtual void endedBeforeTls(quint32 number) = 0;
};

} // namespace redial
