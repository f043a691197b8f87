// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace redial {

class StreamSocket;
struct StreamClose;

/// Whom a StreamSocket tells. Never called from within a call of the socket's; each function may
/// destroy the socket.
class StreamHandler
{
public:
    /// connect() has succeeded, or the TLS handshake of an adopted socket. Not told of an adopted
    /// socket without TLS: it is connected already.
    virtual void onStreamConnected(StreamSocket& /*socket*/) {}

    /// `bytes` live until it returns. What is sent within it leaves in as few pieces as possible
    /// when it returns.
    virtual void onStreamBytes(StreamSocket& socket, std::string_view bytes) = 0;

    /// FIN: nothing more will come. Bytes can still be sent until finish(), which is what it does
    /// unless told otherwise.
    virtual void onStreamPeerFinished(StreamSocket& socket);

    /// Less than half of the high mark waits to be sent, after more than that had waited.
    virtual void onStreamWritable(StreamSocket& /*socket*/) {}

    /// The last call, and the only one of its kind: the descriptor is closed. Not told after
    /// abort().
    virtual void onStreamClosed(StreamSocket& socket, const StreamClose& close) = 0;

protected:
    ~StreamHandler() = default;
};

} // namespace redial
