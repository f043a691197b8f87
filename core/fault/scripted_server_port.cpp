// SPDX-License-Identifier: MIT
#include "core/fault/scripted_server_port.h"

#include "core/server/scripted_server.h"

namespace redial {

bool ScriptedServerPort::isListening() const
{
    return server_.isListening();
}

bool ScriptedServerPort::listen()
{
    return server_.listen().hasValue();
}

void ScriptedServerPort::stopListening()
{
    server_.stopListening();
}

void ScriptedServerPort::moveElsewhere()
{
    server_.setPort(0);
}

void ScriptedServerPort::setAccepting(bool on)
{
    server_.setAccepting(on);
}

int ScriptedServerPort::listenerDescriptor() const
{
    return server_.listenerDescriptor();
}

HostPort ScriptedServerPort::listenerEnd() const
{
    return {server_.listenerAddress().toString(), server_.port()};
}

void ScriptedServerPort::setFillers(std::set<quint16> ports)
{
    server_.setFillers(std::move(ports));
}

std::vector<quint32> ScriptedServerPort::linkNumbers() const
{
    return server_.linkNumbers();
}

void ScriptedServerPort::endLink(quint32 number, const QString& how, std::uint16_t code)
{
    ServerLink* link = server_.link(number);
    if (link == nullptr)
        return;
    if (how == QLatin1String("close"))
        link->close(code, QStringLiteral("the server goes away"));
    else if (how == QLatin1String("fin"))
        link->endStream();
    else
        link->reset();
}

} // namespace redial
