// SPDX-License-Identifier: MIT
#include "tests/bench/splice_relay.h"

#include "tests/support/blocking_sockets.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <fcntl.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace redial::bench {

using test::connectBlocking;
using test::setNoDelay;

bool sendAll(int socket, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        bytes.remove_prefix(std::size_t(count));
    }
    return true;
}

bool receiveAll(int socket, std::string& into)
{
    for (std::size_t got = 0; got < into.size();) {
        const ssize_t count = ::recv(socket, into.data() + got, into.size() - got, 0);
        if (count <= 0)
            return false;
        got += std::size_t(count);
    }
    return true;
}

LoopServer::LoopServer()
    : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    , epoll_(::epoll_create1(EPOLL_CLOEXEC))
    , stop_(::eventfd(0, EFD_CLOEXEC))
{
    port_ = test::listenBlocking(listener_.get(), 4096);
    watch(listener_.get());
    watch(stop_.get());
}

void LoopServer::run()
{
    thread_ = std::thread([this] { loop(); });
}

void LoopServer::stop()
{
    const std::uint64_t one = 1;
    if (::write(stop_.get(), &one, sizeof one) == sizeof one)
        thread_.join();
}

double LoopServer::processorSeconds() const
{
    clockid_t clock{};
    timespec time{};
    auto& thread = const_cast<std::thread&>(thread_);
    if (::pthread_getcpuclockid(thread.native_handle(), &clock) == 0)
        ::clock_gettime(clock, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

void LoopServer::watch(int socket)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, socket, &event);
}

void LoopServer::forget(int socket)
{
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, socket, nullptr);
}

void LoopServer::loop()
{
    std::array<epoll_event, 256> events{};
    while (true) {
        const int count = ::epoll_wait(epoll_.get(), events.data(), int(events.size()), -1);
        for (int i = 0; i < count; ++i) {
            const int ready = events[std::size_t(i)].data.fd;
            if (ready == stop_.get())
                return;
            if (ready != listener_.get()) {
                onReadable(ready);
                continue;
            }
            FileDescriptor accepted(::accept4(ready, nullptr, nullptr, SOCK_CLOEXEC));
            setNoDelay(accepted.get());
            watch(accepted.get());
            onAccepted(std::move(accepted));
        }
    }
}

void EchoServer::onAccepted(FileDescriptor socket)
{
    sockets_.push_back(std::move(socket));
}

void EchoServer::onReadable(int socket)
{
    std::array<char, 64 * 1024> buffer;
    const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (count > 0)
        sendAll(socket, {buffer.data(), std::size_t(count)});
    else
        forget(socket);
}

void SinkServer::onAccepted(FileDescriptor socket)
{
    sockets_.push_back(std::move(socket));
}

void SinkServer::onReadable(int socket)
{
    if (::recv(socket, buffer_.data(), buffer_.size(), 0) > 0)
        return;
    forget(socket);
    std::erase_if(sockets_, [socket](const FileDescriptor& each) { return each.get() == socket; });
}

SpliceRelay::SpliceRelay(std::uint16_t upstream) : upstream_(upstream)
{
    int ends[2] = {-1, -1};
    (void)::pipe2(ends, O_CLOEXEC);
    pipeRead_ = FileDescriptor(ends[0]);
    pipeWrite_ = FileDescriptor(ends[1]);
    (void)::fcntl(ends[0], F_SETPIPE_SZ, 256 * 1024);
    run();
}

void SpliceRelay::onAccepted(FileDescriptor socket)
{
    FileDescriptor other = connectBlocking(upstream_);
    watch(other.get());
    const int client = socket.get();
    const int server = other.get();
    peers_.push_back({std::move(socket), server});
    peers_.push_back({std::move(other), client});
}

void SpliceRelay::onReadable(int socket)
{
    const auto peer = std::find_if(peers_.begin(), peers_.end(), [socket](const Peer& each) {
        return each.socket.get() == socket;
    });
    if (peer == peers_.end())
        return;
    ssize_t count = ::splice(socket, nullptr, pipeWrite_.get(), nullptr, 256 * 1024,
                             SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    if (count <= 0) {
        ::shutdown(peer->other, SHUT_WR);
        return forget(socket);
    }
    while (count > 0) {
        const ssize_t written = ::splice(pipeRead_.get(), nullptr, peer->other, nullptr,
                                         std::size_t(count), SPLICE_F_MOVE);
        if (written <= 0)
            return;
        count -= written;
    }
}

} // namespace redial::bench
