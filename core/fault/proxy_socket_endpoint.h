// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/proxy_endpoint.h"
#include "core/net/file_descriptor.h"
#include "core/net/poller.h"

namespace redial {

/// A plain TCP socket. Edge-triggered: remembers what it was told until a call has blocked.
class ProxySocketEndpoint final : public ProxyEndpoint, public PollHandler
{
public:
    ProxySocketEndpoint(FileDescriptor socket, Poller& poller, ProxyEndpointOwner& owner);
    ~ProxySocketEndpoint();

    bool isEstablished() const override { return true; }
    const std::string& failure() const override { return failure_; }
    bool isReadable() const override { return readable_; }
    bool isWritable() const override { return writable_; }
    bool isReset() const override { return reset_; }
    Result read(std::span<char> into) override;
    Result write(std::string_view bytes) override;
    void shutdownWrite() override;
    void resetOnDestruction() override;
    int descriptor() const override { return socket_.get(); }
    void noteBlocked(bool reading) override;
    void noteReset() override;

    void onReady(std::uint32_t events) override;
    /// Takes the socket out, for an endpoint of another kind.
    FileDescriptor release();

private:
    const std::string failure_;
    FileDescriptor socket_;
    Poller& poller_;
    ProxyEndpointOwner& owner_;
    bool readable_ = false;
    bool writable_ = false;
    bool reset_ = false;
    bool hungUp_ = false; ///< FIN or RST is there: no further edge will come
};

} // namespace redial
