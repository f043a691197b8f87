// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/proxy_endpoint.h"
#include "core/net/file_descriptor.h"
#include "core/net/poller.h"
#include "core/net/tls_context.h"

namespace redial {

/// The proxy's end of a TLS connection, over a TCP socket that it owns. A FIN that is passed on is
/// close_notify and FIN; the other way goes on. Tells its owner when the handshake is over.
class ProxyTlsEndpoint final : public ProxyEndpoint, public PollHandler
{
public:
    /// `host`: whose certificate is asked for; of no meaning towards a client.
    ProxyTlsEndpoint(FileDescriptor socket, const TlsContext& context, const QString& host,
                     Poller& poller, ProxyEndpointOwner& owner);
    ~ProxyTlsEndpoint();

    bool isEstablished() const override { return isEstablished_; }
    const std::string& failure() const override { return failure_; }
    bool isReadable() const override { return isEstablished_ && readable_; }
    bool isWritable() const override { return isEstablished_ && writable_; }
    bool isReset() const override { return reset_; }
    Result read(std::span<char> into) override;
    Result write(std::string_view bytes) override;
    void shutdownWrite() override;
    void resetOnDestruction() override;
    int descriptor() const override { return -1; }
    void noteBlocked(bool reading) override;
    void noteReset() override;

    void onReady(std::uint32_t events) override;
    /// "TLSv1.3".
    std::string version() const;

private:
    void handshake();
    Result result(int returned, bool reading);

    FileDescriptor socket_;
    TlsContext::Connection connection_;
    Poller& poller_;
    ProxyEndpointOwner& owner_;
    bool isEstablished_ = false;
    bool readable_ = false;
    bool writable_ = false;
    bool reset_ = false;
    bool isBroken_ = false; ///< nothing more may be said over it
    std::string failure_;
};

} // namespace redial
