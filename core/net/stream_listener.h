// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/net/file_descriptor.h"
#include "core/net/host_port.h"
#include "core/net/poll_handler.h"
#include "core/net/poller.h"
#include "core/net/socket_calls.h"
#include "core/time/clock.h"

#include <cstdint>

namespace redial {

/// Whom a StreamListener gives its connections. It may stop or destroy the listener within a call.
class StreamAcceptor
{
public:
    /// A connected, non-blocking socket, for StreamSocket::adopt().
    virtual void onStreamAccepted(FileDescriptor socket) = 0;
    /// False refuses the next connection by RST: as many are there as there may be.
    virtual bool hasRoomForStream() const { return true; }

    enum class Refusal : std::uint8_t {
        NoRoom,        ///< hasRoomForStream() was false
        NoDescriptors, ///< the process, or the system, has no descriptor left
    };
    virtual void onStreamRefused(Refusal /*refusal*/) {}

protected:
    ~StreamAcceptor() = default;
};

/// Accepts TCP connections behind a Poller. Where descriptors have run out it gives up a spare one
/// to take a connection and end it by RST, so that the peer is told and this thread is not kept
/// busy; where even that fails it rests for a while. Lives on the Poller's thread; several threads
/// share a port with one listener each and ListenOptions::isShared.
class StreamListener final : public PollHandler
{
public:
    StreamListener(Poller& poller, Clock& clock, StreamAcceptor& acceptor);
    ~StreamListener();
    StreamListener(const StreamListener&) = delete;
    StreamListener& operator=(const StreamListener&) = delete;

    /// Gives the end that is listened on; the error is one sentence that names address and remedy.
    Expected<HostPort, QString> listen(const QHostAddress& address, quint16 port,
                                       const ListenOptions& options = {});
    /// Connections that were accepted stay.
    void stop();
    bool isListening() const { return socket_.isOpen(); }
    /// While off, connections are completed by the system and wait in its queue. On again with the
    /// next listen(); no effect while nothing listens.
    void setAccepting(bool on);
    /// -1 while nothing listens.
    int descriptor() const { return socket_.get(); }

    void onReady(std::uint32_t events) override;

private:
    bool acceptOne();
    void refuseOne(int error);
    void rest();
    void watch();

    Poller& poller_;
    Clock& clock_;
    StreamAcceptor& acceptor_;
    FileDescriptor socket_;
    FileDescriptor spare_;
    TimerId timer_ = 0; ///< while it rests
    bool isAccepting_ = true;
    bool* isGone_ = nullptr; ///< set while the acceptor runs
};

} // namespace redial
