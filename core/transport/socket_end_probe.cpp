// SPDX-License-Identifier: MIT
#include "core/transport/socket_end_probe.h"

#include <utility>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace redial {

#ifdef Q_OS_LINUX

void SocketEndProbe::attach(qintptr descriptor)
{
    release();
    descriptor_ = fcntl(static_cast<int>(descriptor), F_DUPFD_CLOEXEC, 0);
}

std::optional<SocketEnd> SocketEndProbe::read() const
{
    tcp_info info{};
    socklen_t size = sizeof info;
    if (descriptor_ < 0 || getsockopt(descriptor_, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
        return std::nullopt;
    switch (info.tcpi_state) {
    case TCP_CLOSE_WAIT:
    case TCP_LAST_ACK:
    case TCP_CLOSING:
    case TCP_TIME_WAIT:
        return SocketEnd::EndOfStream;
    case TCP_CLOSE: {
        // An RST in CLOSE-WAIT leaves EPIPE behind; one on an open connection leaves ECONNRESET,
        // which the read that met it has taken away.
        int pending = 0;
        socklen_t pendingSize = sizeof pending;
        getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &pending, &pendingSize);
        return pending == EPIPE ? SocketEnd::EndOfStream : SocketEnd::Reset;
    }
    default:
        return std::nullopt;
    }
}

void SocketEndProbe::release()
{
    if (descriptor_ >= 0)
        ::close(std::exchange(descriptor_, -1));
}

#else

void SocketEndProbe::attach(qintptr) {}

std::optional<SocketEnd> SocketEndProbe::read() const
{
    return std::nullopt;
}

void SocketEndProbe::release() {}

#endif

} // namespace redial
