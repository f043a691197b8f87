// SPDX-License-Identifier: MIT
#include "core/fault/proxy_socket_endpoint.h"

#include "core/net/socket_calls.h"

#include <cerrno>
#include <sys/socket.h>

namespace redial {

ProxySocketEndpoint::ProxySocketEndpoint(FileDescriptor socket, Poller& poller,
                                         ProxyEndpointOwner& owner)
    : socket_(std::move(socket)), poller_(poller), owner_(owner)
{
    poller_.add(socket_.get(),
                poll_event::readable | poll_event::writable | poll_event::peerFinished |
                    poll_event::onChange,
                this);
}

ProxySocketEndpoint::~ProxySocketEndpoint()
{
    if (socket_.isOpen())
        poller_.remove(socket_.get(), this);
}

FileDescriptor ProxySocketEndpoint::release()
{
    poller_.remove(socket_.get(), this);
    return std::move(socket_);
}

void ProxySocketEndpoint::onReady(std::uint32_t events)
{
    constexpr std::uint32_t ends =
        poll_event::peerFinished | poll_event::hungUp | poll_event::error;
    if ((events & ends) != 0)
        hungUp_ = true;
    if ((events & poll_event::error) != 0)
        reset_ = true;
    if ((events & (poll_event::readable | ends)) != 0)
        readable_ = true;
    if ((events & (poll_event::writable | poll_event::hungUp | poll_event::error)) != 0)
        writable_ = true;
    owner_.onEndpointReady(*this);
}

ProxyEndpoint::Result ProxySocketEndpoint::read(std::span<char> into)
{
    const ssize_t count = ::recv(socket_.get(), into.data(), into.size(), 0);
    if (count > 0) {
        // A stream that gave less than was asked for is empty: epoll tells of what comes next.
        if (static_cast<std::size_t>(count) < into.size() && !hungUp_)
            readable_ = false;
        return {Io::Done, static_cast<std::size_t>(count)};
    }
    if (count == 0) {
        readable_ = false;
        // A call on the other way may have taken the socket's error.
        return {reset_ ? Io::Reset : Io::Ended};
    }
    if (errno == EAGAIN || errno == EINTR) {
        readable_ = errno == EINTR;
        return {Io::Blocked};
    }
    readable_ = false;
    reset_ = true;
    return {Io::Reset};
}

ProxyEndpoint::Result ProxySocketEndpoint::write(std::string_view bytes)
{
    const ssize_t count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0) {
        if (static_cast<std::size_t>(count) < bytes.size())
            writable_ = false;
        return {Io::Done, static_cast<std::size_t>(count)};
    }
    if (errno == EAGAIN || errno == EINTR) {
        writable_ = errno == EINTR;
        return {Io::Blocked};
    }
    noteReset();
    return {Io::Reset};
}

void ProxySocketEndpoint::noteBlocked(bool reading)
{
    (reading ? readable_ : writable_) = false;
}

void ProxySocketEndpoint::noteReset()
{
    reset_ = true;
    writable_ = false;
    // Whoever reads next shall learn of it: the call that failed has taken the socket's error.
    readable_ = true;
    hungUp_ = true;
}

void ProxySocketEndpoint::shutdownWrite()
{
    endStreamNow(socket_.get());
}

void ProxySocketEndpoint::resetOnDestruction()
{
    resetOnClose(socket_.get());
}

} // namespace redial
