// SPDX-License-Identifier: MIT
#include "core/bench/raw_link.h"

#include "core/net/socket_calls.h"

#include <cerrno>
#include <cstring>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace redial {

RawLink::RawLink(FileDescriptor socket, int epoll, std::uint64_t number)
    : socket_(std::move(socket)), epoll_(epoll), number_(number)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = number_;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket_.get(), &event);
}

std::optional<std::string_view> RawLink::read(std::vector<char>& shared)
{
    char* into = shared.data();
    if (keptSize_ > 0) {
        if (kept_.size() < keptSize_ + shared.size())
            kept_.resize(keptSize_ + shared.size());
        into = kept_.data() + keptSize_;
    }
    const ssize_t count = ::recv(socket_.get(), into, shared.size(), 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return std::string_view();
    if (count <= 0)
        return std::nullopt;
    given_ = {into - keptSize_, keptSize_ + static_cast<std::size_t>(count)};
    return given_;
}

void RawLink::consume(std::size_t count)
{
    const std::string_view rest = given_.substr(count);
    if (!rest.empty() && kept_.size() < rest.size())
        kept_.resize(rest.size()); // nothing was kept: the rest lies in the shared buffer
    if (!rest.empty())
        std::memmove(kept_.data(), rest.data(), rest.size());
    keptSize_ = rest.size();
    given_ = {};
}

void RawLink::send(std::string_view bytes)
{
    std::size_t sent = 0;
    if (unsent_.empty()) {
        const ssize_t count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        sent = count > 0 ? static_cast<std::size_t>(count) : 0;
        if (sent == bytes.size())
            return;
        watch(true);
    }
    unsent_.append(bytes.substr(sent));
}

void RawLink::sendKept()
{
    const ssize_t count = ::send(socket_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
    if (count > 0)
        unsent_.erase(0, static_cast<std::size_t>(count));
    if (unsent_.empty())
        watch(false);
}

void RawLink::reset()
{
    resetOnClose(socket_.get());
    socket_.close();
}

void RawLink::watch(bool writable)
{
    epoll_event event{};
    event.events = EPOLLIN | (writable ? std::uint32_t(EPOLLOUT) : 0U);
    event.data.u64 = number_;
    ::epoll_ctl(epoll_, EPOLL_CTL_MOD, socket_.get(), &event);
}

} // namespace redial
