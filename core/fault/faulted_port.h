// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/host_port.h"

#include <QString>

#include <set>
#include <vector>

namespace redial {

/// A listening port and the connections that came through it, of a server or of a proxy, as the
/// faults of a whole server need them.
class FaultedPort
{
public:
    virtual bool isListening() const = 0;
    /// False if it cannot listen now; it is asked again later.
    virtual bool listen() = 0;
    /// What stands goes on.
    virtual void stopListening() = 0;
    /// From the next listen() on at any free port.
    virtual void moveElsewhere() = 0;
    /// While off, connections are completed by the system and wait in its queue. No effect while
    /// nothing listens.
    virtual void setAccepting(bool on) = 0;
    /// -1 while nothing listens.
    virtual int listenerDescriptor() const = 0;
    virtual HostPort listenerEnd() const = 0;
    /// Connections from these ports of this machine are closed unheard and not counted.
    virtual void setFillers(std::set<quint16> ports) = 0;
    /// In ascending order.
    virtual std::vector<quint32> linkNumbers() const = 0;
    /// `how`: close (a Close frame with the code), fin or reset. No effect on one that has gone.
    virtual void endLink(quint32 number, const QString& how, std::uint16_t code) = 0;

protected:
    ~FaultedPort() = default;
};

} // namespace redial
