// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/file_descriptor.h"

#include <cstdint>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace redial::test {

/// Nothing here is Qt's: the other side of what is tested or measured.

inline sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

inline void setNoDelay(int socket)
{
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/// Connected to a port of 127.0.0.1, without Nagle's algorithm; not open if nobody answered.
inline FileDescriptor connectBlocking(std::uint16_t port)
{
    FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(port);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        socket.close();
    else
        setNoDelay(socket.get());
    return socket;
}

/// Listens on a free port of 127.0.0.1; the port, 0 if it could not.
inline std::uint16_t listenBlocking(int socket, int backlog)
{
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    const bool listens = ::bind(socket, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
                         ::listen(socket, backlog) == 0 &&
                         ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    return listens ? ntohs(address.sin_port) : 0;
}

} // namespace redial::test
