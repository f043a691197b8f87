// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace redial {

class ProxyEndpoint;

/// Whom an endpoint tells that it may be read or written again.
class ProxyEndpointOwner
{
public:
    virtual void onEndpointReady(ProxyEndpoint& endpoint) = 0;

protected:
    ~ProxyEndpointOwner() = default;
};

/// The proxy's end of one connection, to the client or to the server: a plain socket or TLS. Never
/// blocks. Tells its owner after it was blocked; it may tell it without need.
class ProxyEndpoint
{
public:
    enum class Io : std::uint8_t {
        Done,    ///< `count` bytes, above 0
        Blocked, ///< nothing now; the owner is told
        Ended,   ///< reading: FIN
        Reset,   ///< RST, or an error that leaves nothing to do
    };
    struct Result
    {
        Io io = Io::Blocked;
        std::size_t count = 0;
    };

    virtual ~ProxyEndpoint() = default;

    /// Nothing is read or written before.
    virtual bool isEstablished() const = 0;
    /// Why it never will be, a clause; empty while nothing is wrong.
    virtual const std::string& failure() const = 0;
    virtual bool isReadable() const = 0;
    virtual bool isWritable() const = 0;
    /// RST came; what the peer sent before it can still be read.
    virtual bool isReset() const = 0;
    virtual Result read(std::span<char> into) = 0;
    virtual Result write(std::string_view bytes) = 0;
    /// FIN.
    virtual void shutdownWrite() = 0;
    /// What follows is the closing of the endpoint by RST.
    virtual void resetOnDestruction() = 0;

    /// For splice(2): the descriptor, -1 where bytes must pass through this process, and the news
    /// that a call on it would have blocked, or failed.
    virtual int descriptor() const = 0;
    virtual void noteBlocked(bool reading) = 0;
    virtual void noteReset() = 0;
};

} // namespace redial
