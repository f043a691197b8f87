// SPDX-License-Identifier: MIT
#pragma once

namespace redial {

/// How a TCP socket is set up.
struct SocketOptions
{
    /// Send small messages at once (TCP_NODELAY).
    bool noDelay = true;
    /// Bytes of the kernel's buffers (SO_SNDBUF, SO_RCVBUF); 0 leaves them to the system.
    int sendBuffer = 0;
    int receiveBuffer = 0;

    friend bool operator==(const SocketOptions&, const SocketOptions&) = default;
};

} // namespace redial
