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

void setNumber(int descriptor, int level, int option, int value)
{
    ::setsockopt(descriptor, level, option, &value, sizeof value);
}

bool beginListening(int descriptor, const SocketAddress& address, const ListenOptions& options)
{
    setNumber(descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
    if (options.isShared)
        setNumber(descriptor, SOL_SOCKET, SO_REUSEPORT, 1);
    return ::bind(descriptor, address.get(), address.size) == 0 &&
           ::listen(descriptor, options.backlog) == 0;
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

void setOptions(int descriptor, const SocketOptions& options)
{
    if (options.noDelay)
        setNumber(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
    if (options.sendBuffer > 0)
        setNumber(descriptor, SOL_SOCKET, SO_SNDBUF, options.sendBuffer);
    if (options.receiveBuffer > 0)
        setNumber(descriptor, SOL_SOCKET, SO_RCVBUF, options.receiveBuffer);
}

Expected<FileDescriptor, QString> listenTcp(const QHostAddress& address, quint16 port,
                                            const ListenOptions& options)
{
    const SocketAddress where = systemAddress(address, port);
    FileDescriptor listener = newSocket(where);
    if (listener.isOpen() && beginListening(listener.get(), where, options))
        return listener;
    const int error = errno;
    return Unexpected{
        QStringLiteral(
            "cannot listen on %1 port %2: %3. Choose another port, or 0 for any free one.")
            .arg(address.toString())
            .arg(port)
            .arg(errorText(error))};
}

Expected<FileDescriptor, int> acceptTcp(int listener)
{
    FileDescriptor accepted(::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!accepted.isOpen())
        return Unexpected{errno};
    setNumber(accepted.get(), IPPROTO_TCP, TCP_NODELAY, 1);
    return accepted;
}

Expected<FileDescriptor, int> beginConnectTcp(const QHostAddress& address, quint16 port,
                                              const SocketOptions& options)
{
    const SocketAddress where = systemAddress(address, port);
    FileDescriptor socket = newSocket(where);
    if (!socket.isOpen())
        return Unexpected{errno};
    setOptions(socket.get(), options);
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

bool endStreamNow(qintptr descriptor)
{
    return ::shutdown(static_cast<int>(descriptor), SHUT_WR) == 0;
}

bool resetOnClose(qintptr descriptor)
{
    const linger immediately{1, 0};
    return ::setsockopt(static_cast<int>(descriptor), SOL_SOCKET, SO_LINGER, &immediately,
                        sizeof immediately) == 0;
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

Expected<std::size_t, QString> raiseDescriptorLimit(std::size_t wanted)
{
    const std::size_t most = raiseDescriptorLimit();
    if (most >= wanted)
        return most;
    return Unexpected{
        QStringLiteral("this needs %1 descriptors, but the process may open no more than %2, which "
                       "is its hard limit; raise that (ulimit -Hn %1 as root, or LimitNOFILE=%1 in "
                       "its systemd unit), or ask for fewer connections.")
            .arg(wanted)
            .arg(most)};
}

} // namespace redial
