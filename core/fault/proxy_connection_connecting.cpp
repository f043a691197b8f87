// SPDX-License-Identifier: MIT
// How a relayed connection comes about: the upstream, and the TLS of both sides.
#include "core/fault/proxy_connection.h"
#include "core/fault/proxy_tls_endpoint.h"
#include "core/net/socket_calls.h"

namespace redial {

namespace {

CloseCause causeOf(ProxyConnectFailure::Cause cause)
{
    switch (cause) {
    case ProxyConnectFailure::Cause::NameNotFound:
        return CloseCause::NameNotFound;
    case ProxyConnectFailure::Cause::Refused:
        return CloseCause::Refused;
    case ProxyConnectFailure::Cause::Failed:
        break;
    }
    return CloseCause::NetworkError;
}

} // namespace

void ProxyConnection::connect()
{
    deadline_ = surroundings_.clock.now() + settings_.connectTimeout;
    scheduleNext();
    if (settings_.clientTls && !isOwn_) {
        FileDescriptor socket = static_cast<ProxySocketEndpoint&>(*client_).release();
        client_ = std::make_unique<ProxyTlsEndpoint>(std::move(socket), *settings_.clientTls,
                                                     QString(), surroundings_.poller, *this);
    }
    connector_ = std::make_unique<ProxyConnector>(
        surroundings_.poller, settings_.upstream,
        [this](FileDescriptor socket) { onConnected(std::move(socket)); },
        [this](const ProxyConnectFailure& failure) { onConnectFailed(failure); });
    connector_->start();
}

void ProxyConnection::onConnected(FileDescriptor socket)
{
    if (const auto peer = remoteEnd(socket.get())) {
        recorder_.record(EventKind::TcpConnected, {{FieldKey::Address, peer->host.toStdString()},
                                                   {FieldKey::Port, peer->port},
                                                   {FieldKey::To, "server"}});
    }
    if (settings_.upstreamTls)
        server_ = std::make_unique<ProxyTlsEndpoint>(std::move(socket), *settings_.upstreamTls,
                                                     settings_.upstream.host, surroundings_.poller,
                                                     *this);
    else
        server_ =
            std::make_unique<ProxySocketEndpoint>(std::move(socket), surroundings_.poller, *this);
    connector_.reset();
    awaitTls();
}

void ProxyConnection::awaitTls()
{
    if (!client_->failure().empty())
        return onTlsFailed("the TLS handshake with the client failed: " + client_->failure());
    if (server_ && !server_->failure().empty())
        return onTlsFailed("the TLS handshake with the upstream " +
                           settings_.upstream.text().toStdString() +
                           " failed: " + server_->failure());
    if (!server_ || !client_->isEstablished() || !server_->isEstablished())
        return;
    recordTls(*client_, "client");
    recordTls(*server_, "server");
    stream(StreamDirection::Upstream).attach(client_.get(), server_.get());
    stream(StreamDirection::Downstream).attach(server_.get(), client_.get());
    state_ = State::Relaying;
    deadline_.reset();
    pump();
}

void ProxyConnection::recordTls(const ProxyEndpoint& endpoint, const char* side)
{
    if (const auto* tls = dynamic_cast<const ProxyTlsEndpoint*>(&endpoint))
        recorder_.record(EventKind::TlsEstablished,
                         {{FieldKey::From, side}, {FieldKey::Protocol, tls->version()}});
}

void ProxyConnection::onTlsFailed(const std::string& detail)
{
    // The one that failed has had its alert; the other learns that nobody is there.
    (client_->failure().empty() ? client_ : server_ ? server_ : client_)->resetOnDestruction();
    finish({.cause = CloseCause::TlsFailed, .detail = detail});
}

void ProxyConnection::onConnectFailed(const ProxyConnectFailure& failure)
{
    // Nobody is there: the nearest that an accepted connection can come to being refused.
    client_->resetOnDestruction();
    finish({.cause = causeOf(failure.cause), .detail = failure.sentence.toStdString()});
}

} // namespace redial
