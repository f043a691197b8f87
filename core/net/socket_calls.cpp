// SPDX-License-Identifier: MIT
#include "core/net/socket_calls.h"

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

namespace redial {

namespace {

struct SocketAddress
{
    sockaddr_storage storage{};
    socklen_t size = 0;

    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

SocketAddress systemAddress(const QHostAddress& address, quint16 port)
{
    SocketAddress result;
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        sockaddr_in ipv4{};
        ipv4.sin_family = AF_INET;
        ipv4.sin_port = htons(port);
        ipv4.sin_addr.s_addr = htonl(address.toIPv4Address());
        std::memcpy(&result.storage, &ipv4, sizeof ipv4);
        result.size = sizeof ipv4;
    } else {
        sockaddr_in6 ipv6{};
        ipv6.sin6_family = AF_INET6;
        ipv6.sin6_port = htons(port);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        std::memcpy(&ipv6.sin6_addr, &bytes, sizeof bytes);
        std::memcpy(&result.storage, &ipv6, sizeof ipv6);
        result.size = sizeof ipv6;
    }
    return result;
}

FileDescriptor newSocket(const SocketAddress& address)
{
    return FileDescriptor(
        ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

void setNoDelay(int descriptor)
{
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

using NameCall = int (*)(int, sockaddr*, socklen_t*);

std::optional<HostPort> endOf(int descriptor, NameCall call)
{
    SocketAddress address;
    address.size = sizeof address.storage;
    if (call(descriptor, address.get(), &address.size) != 0)
        return std::nullopt;
    quint16 port = 0;
    if (address.storage.ss_family == AF_INET) {
        sockaddr_in ipv4{};
        std::memcpy(&ipv4, &address.storage, sizeof ipv4);
        port = ntohs(ipv4.sin_port);
    } else {
        sockaddr_in6 ipv6{};
        std::memcpy(&ipv6, &address.storage, sizeof ipv6);
        port = ntohs(ipv6.sin6_port);
    }
    return HostPort{QHostAddress(address.get()).toString(), port};
}

} // namespace

Expected<FileDescriptor, QString> listenTcp(const QHostAddress& address, quint16 port, int backlog)
{
    const SocketAddress where = systemAddress(address, port);
    FileDescriptor listener = newSocket(where);
    const int on = 1;
    if (listener.isOpen() &&
        ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        ::bind(listener.get(), where.get(), where.size) == 0 &&
        ::listen(listener.get(), backlog) == 0)
        return listener;
    return Unexpected{
        QStringLiteral(
            "cannot listen on %1 port %2: %3. Choose another port, or 0 for any free one.")
            .arg(address.toString())
            .arg(port)
            .arg(errorText(errno))};
}

Expected<FileDescriptor, int> acceptTcp(int listener)
{
    FileDescriptor accepted(::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!accepted.isOpen())
        return Unexpected{errno};
    setNoDelay(accepted.get());
    return accepted;
}

Expected<FileDescriptor, int> beginConnectTcp(const QHostAddress& address, quint16 port)
{
    const SocketAddress where = systemAddress(address, port);
    FileDescriptor socket = newSocket(where);
    if (!socket.isOpen())
        return Unexpected{errno};
    setNoDelay(socket.get());
    if (::connect(socket.get(), where.get(), where.size) != 0 && errno != EINPROGRESS)
        return Unexpected{errno};
    return socket;
}

int takeError(int descriptor)
{
    int error = 0;
    socklen_t size = sizeof error;
    return ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

std::optional<HostPort> localEnd(int descriptor)
{
    return endOf(descriptor, ::getsockname);
}

std::optional<HostPort> remoteEnd(int descriptor)
{
    return endOf(descriptor, ::getpeername);
}

QString errorText(int error)
{
    return qt_error_string(error);
}

std::size_t raiseDescriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    if (limit.rlim_cur < limit.rlim_max) {
        rlimit raised = limit;
        raised.rlim_cur = limit.rlim_max;
        if (::setrlimit(RLIMIT_NOFILE, &raised) == 0)
            return raised.rlim_cur;
    }
    return limit.rlim_cur;
}

} // namespace redial
