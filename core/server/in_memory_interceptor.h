// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/server_link.h"
#include "core/transport/in_memory_network.h"

#include <optional>

namespace redial {

/// May interfere with the connections of an InMemoryServer. Outlives it.
class InMemoryInterceptor
{
public:
    virtual ~InMemoryInterceptor() = default;

    /// A connect has reached the server. Absent: the server answers as usual.
    virtual std::optional<InMemoryAnswer> answer(const ServerLinkFacts& facts,
                                                 const QString& path) = 0;
    /// It was accepted. The peer stands until it says closed().
    virtual void opened(quint32 number, InMemoryPeer& peer) = 0;
};

} // namespace redial
