// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/stream_socket.h"

namespace redial {

/// Lives on the stack while handlers run, and knows whether one of them has destroyed the socket.
/// Several may be nested, where a handler runs an event loop.
class StreamSocket::Watch
{
public:
    explicit Watch(StreamSocket& socket);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    bool isGone() const { return isGone_; }
    /// Bytes may still be exchanged.
    bool isOpen() const { return !isGone_ && socket_.state_ == State::Connected; }

    static void noteDestruction(Watch* innermost);

private:
    StreamSocket& socket_;
    Watch* outer_;
    bool isGone_ = false;
};

} // namespace redial
