// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

#include <cstdint>
#include <optional>

namespace redial {

/// How the peer's side of a TCP connection ended.
enum class SocketEnd : std::uint8_t { EndOfStream, Reset };

/// Tells FIN from RST after QAbstractSocket has closed its descriptor, which reports both as
/// RemoteHostClosedError. Holds a duplicate of the descriptor and asks the kernel for the
/// connection's state: CLOSE-WAIT after FIN, CLOSE after RST, and a pending EPIPE where an RST
/// followed the FIN (Linux; elsewhere it cannot tell). While it is attached the kernel does not end
/// the connection: release it together with the socket.
class SocketEndProbe
{
public:
    SocketEndProbe() = default;
    ~SocketEndProbe() { release(); }
    SocketEndProbe(const SocketEndProbe&) = delete;
    SocketEndProbe& operator=(const SocketEndProbe&) = delete;

    void attach(qintptr descriptor);
    /// Empty if the peer has not ended it, or if it cannot be told.
    std::optional<SocketEnd> read() const;
    void release();

private:
    int descriptor_ = -1;
};

} // namespace redial
