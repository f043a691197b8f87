// SPDX-License-Identifier: MIT
#include "core/fault/proxy_connector.h"

#include "core/net/socket_calls.h"
#include "core/transport/host_lookup.h"

#include <cerrno>

namespace redial {

ProxyConnector::ProxyConnector(Poller& poller, HostPort target, Connected connected, Failed failed)
    : poller_(poller)
    , target_(std::move(target))
    , connected_(std::move(connected))
    , failed_(std::move(failed))
{
}

ProxyConnector::~ProxyConnector()
{
    if (socket_.isOpen())
        poller_.remove(socket_.get(), this);
}

void ProxyConnector::start()
{
    QHostAddress address;
    if (address.setAddress(target_.host))
        addresses_ = {address};
    else if (target_.host == QLatin1String("localhost"))
        addresses_ = {QHostAddress(QHostAddress::LocalHost),
                      QHostAddress(QHostAddress::LocalHostIPv6)};
    else
        return lookUp();
    tryNext();
}

void ProxyConnector::lookUp()
{
    lookup_ = std::make_unique<HostLookup>();
    QObject::connect(lookup_.get(), &HostLookup::finished, lookup_.get(),
                     [this](const QList<QHostAddress>& addresses) {
                         addresses_ = addresses;
                         if (!addresses_.isEmpty())
                             return tryNext();
                         // The receiver may destroy this object.
                         const Failed failed = std::move(failed_);
                         failed({ProxyConnectFailure::Cause::NameNotFound,
                                 QStringLiteral("the upstream's name %1 was not found; check the "
                                                "name and this machine's resolver")
                                     .arg(target_.host)});
                     });
    lookup_->start(target_.host);
}

void ProxyConnector::tryNext()
{
    while (!addresses_.isEmpty()) {
        auto socket = beginConnectTcp(addresses_.takeFirst(), target_.port);
        if (socket) {
            socket_ = std::move(*socket);
            poller_.add(socket_.get(), poll_event::writable, this);
            return;
        }
        error_ = socket.error();
    }
    fail();
}

void ProxyConnector::onReady(std::uint32_t /*events*/)
{
    poller_.remove(socket_.get(), this);
    FileDescriptor socket = std::move(socket_);
    error_ = takeError(socket.get());
    if (error_ != 0)
        return tryNext();
    const Connected connected = std::move(connected_);
    connected(std::move(socket));
}

void ProxyConnector::fail()
{
    const Failed failed = std::move(failed_);
    failed({error_ == ECONNREFUSED ? ProxyConnectFailure::Cause::Refused
                                   : ProxyConnectFailure::Cause::Failed,
            QStringLiteral("the upstream %1 cannot be reached: %2")
                .arg(target_.text(), errorText(error_))});
}

} // namespace redial
