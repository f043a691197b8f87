// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/server_link.h"
#include "core/transport/in_memory_network.h"

#include <optional>

namespace redial {

class InMemoryServerLink;

/// May interfere with the connections of an InMemoryServer. Outlives it.
class InMemoryInterceptor
{
public:
    virtual ~InMemoryInterceptor() = default;

    /// A connect has reached the server, which would agree on the subprotocol `usual`. Absent: the
    /// server answers as usual.
    virtual std::optional<InMemoryAnswer>
    answer(const ServerLinkFacts& facts, const TransportRequest& request, const QString& usual) = 0;
    /// It was accepted. The link stands until its peer says closed().
    virtual void opened(InMemoryServerLink& link) = 0;
    /// The server is about to send a text on that connection. True: the interceptor sends it, or
    /// does not.
    virtual bool takesMessage(quint32 number, const QString& text) = 0;
};

} // namespace redial
