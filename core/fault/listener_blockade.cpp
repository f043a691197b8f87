// SPDX-License-Identifier: MIT
#include "core/fault/listener_blockade.h"

#include "core/net/socket_calls.h"
#include "core/net/socket_filter.h"

#include <QHostAddress>

#include <sys/socket.h>

namespace redial {

namespace {

/// A queue of length 0 takes one connection; the others find it full.
constexpr int attempts = 3;

QHostAddress reachable(const QString& host)
{
    const QHostAddress address(host);
    if (address == QHostAddress(QHostAddress::AnyIPv6) ||
        address == QHostAddress(QHostAddress::Any))
        return QHostAddress(QHostAddress::LocalHostIPv6);
    if (address == QHostAddress(QHostAddress::AnyIPv4) || address.isNull())
        return QHostAddress(QHostAddress::LocalHost);
    return address;
}

} // namespace

ListenerBlockade::ListenerBlockade(Means means)
{
    const QString obstacle = means == Means::Queue ? QString() : socketFilterObstacle();
    needsFullQueue_ = means == Means::Queue || !obstacle.isEmpty();
    text_ = needsFullQueue_ ? "the queue of connections is full" : "by a socket filter";
    if (!obstacle.isEmpty())
        text_ = "no socket filter here (" + obstacle.toStdString() + "): " + text_ + " instead";
}

void ListenerBlockade::begin(int listener, const HostPort& address)
{
    if (!needsFullQueue_) {
        dropIncoming(listener);
        return;
    }
    ::listen(listener, 0);
    for (int i = 0; i < attempts; ++i) {
        auto connection = beginConnectTcp(reachable(address.host), address.port);
        if (!connection)
            continue;
        if (const auto end = localEnd(connection->get()))
            ports_.insert(end->port);
        connections_.push_back(std::move(*connection));
    }
}

void ListenerBlockade::end(int listener, int backlog)
{
    connections_.clear();
    if (listener < 0)
        return;
    if (needsFullQueue_)
        ::listen(listener, backlog);
    else
        passIncoming(listener);
}

} // namespace redial
