// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/proxy_socket_endpoint.h"
#include "core/net/host_port.h"

#include <QHostAddress>

#include <functional>
#include <memory>

namespace redial {

class HostLookup;

/// Why a connection to the upstream could not be made.
struct ProxyConnectFailure
{
    enum class Cause : std::uint8_t { NameNotFound, Refused, Failed };
    Cause cause = Cause::Failed;
    QString sentence;
};

/// Connects to a host by name or address: looks the name up, then tries one address after the
/// other. Tells once. Destroying it ends the attempt.
class ProxyConnector final : public PollHandler
{
public:
    using Connected = std::function<void(FileDescriptor socket)>;
    using Failed = std::function<void(const ProxyConnectFailure& failure)>;

    ProxyConnector(Poller& poller, HostPort target, Connected connected, Failed failed);
    ~ProxyConnector();
    ProxyConnector(const ProxyConnector&) = delete;
    ProxyConnector& operator=(const ProxyConnector&) = delete;

    /// May tell within the call.
    void start();

    void onReady(std::uint32_t events) override;

private:
    void lookUp();
    void tryNext();
    void fail();

    Poller& poller_;
    HostPort target_;
    Connected connected_;
    Failed failed_;
    std::unique_ptr<HostLookup> lookup_;
    QList<QHostAddress> addresses_;
    FileDescriptor socket_;
    int error_ = 0;
};

} // namespace redial
