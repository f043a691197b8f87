// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/poller.h"
#include "core/net/socket_calls.h"
#include "core/net/stream_buffer.h"

#include <memory>
#include <span>
#include <vector>

namespace redial {

/// What applies to all sockets of one context.
struct StreamSettings
{
    /// Bytes that wait to be sent. Above the high mark the socket is congested; what would exceed
    /// the limit ends it (StreamClose::Cause::OutputLimit). Together with what the system keeps
    /// (SO_SNDBUF) this is what one slow reader costs.
    std::size_t highMark = 256 * 1024;
    std::size_t outputLimit = 8 * 1024 * 1024;
    SocketOptions options;
    /// Bytes that one socket reads before the others have their turn.
    std::size_t readSize = 128 * 1024;
};

/// What the stream sockets of one thread share: the Poller, one buffer to read into, and buffers
/// for what waits to be sent, so that an idle socket holds none. Outlives its sockets. Connections
/// that need other settings have a context of their own on the same Poller.
class StreamContext
{
public:
    explicit StreamContext(Poller& poller, StreamSettings settings = {});
    StreamContext(const StreamContext&) = delete;
    StreamContext& operator=(const StreamContext&) = delete;

    Poller& poller() const { return poller_; }
    const StreamSettings& settings() const { return settings_; }

private:
    friend class StreamSocket;

    /// Taken while a handler reads it, so that a handler that runs an event loop gets another.
    std::vector<char> takeReadBuffer();
    void giveReadBuffer(std::vector<char> buffer) { readBuffer_ = std::move(buffer); }
    std::unique_ptr<StreamBuffer> takeBuffer();
    void giveBuffer(std::unique_ptr<StreamBuffer> buffer);

    static constexpr std::size_t mostPooled = 256;

    Poller& poller_;
    const StreamSettings settings_;
    std::vector<char> readBuffer_;
    std::vector<std::unique_ptr<StreamBuffer>> pool_;
};

} // namespace redial
