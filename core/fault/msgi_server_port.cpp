// SPDX-License-Identifier: MIT
#include "core/fault/msgi_server_port.h"

#include "core/server/msgi_server.h"

#include <utility>

namespace redial {

bool MsgiServerPort::isListening() const
{
    return server_.isListening();
}

bool MsgiServerPort::listen()
{
    return server_.start().hasValue();
}

void MsgiServerPort::stopListening()
{
    server_.stopListening();
}

void MsgiServerPort::moveElsewhere()
{
    server_.moveElsewhere();
}

void MsgiServerPort::setAccepting(bool on)
{
    server_.setAccepting(on);
}

int MsgiServerPort::listenerDescriptor() const
{
    return server_.listenerDescriptor();
}

void MsgiServerPort::setFillers(std::set<quint16> ports)
{
    server_.setFillers(std::move(ports));
}

HostPort MsgiServerPort::listenerEnd() const
{
    return {server_.address().toString(), server_.port()};
}

std::vector<quint32> MsgiServerPort::linkNumbers() const
{
    std::vector<quint32> numbers;
    for (const MsgiSessionId id : server_.sessionIds())
        numbers.push_back(static_cast<quint32>(id));
    return numbers;
}

void MsgiServerPort::endLink(quint32 number, const QString& how, std::uint16_t)
{
    MsgiSession* session = server_.session(number);
    if (session == nullptr)
        return;
    if (how == QLatin1String("close"))
        session->disconnect("the server goes");
    else if (how == QLatin1String("fin"))
        session->endStream();
    else
        session->drop();
}

} // namespace redial
