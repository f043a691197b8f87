// SPDX-License-Identifier: MIT
#include "core/net/epoll_backend.h"

#include "core/net/poll_event.h"

namespace redial {

static_assert(poll_event::readable == EPOLLIN && poll_event::writable == EPOLLOUT &&
              poll_event::error == EPOLLERR && poll_event::hungUp == EPOLLHUP &&
              poll_event::peerFinished == EPOLLRDHUP &&
              poll_event::onChange == static_cast<std::uint32_t>(EPOLLET));

EpollBackend::EpollBackend()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), notifier_(epoll_.get(), QSocketNotifier::Read)
{
    QObject::connect(&notifier_, &QSocketNotifier::activated, &notifier_, [this] { poll(); });
}

bool EpollBackend::control(int operation, int descriptor, std::uint32_t events,
                           PollHandler* handler)
{
    epoll_event event{};
    event.events = events;
    event.data.ptr = handler;
    return ::epoll_ctl(epoll_.get(), operation, descriptor, &event) == 0;
}

bool EpollBackend::add(int descriptor, std::uint32_t events, PollHandler* handler)
{
    return control(EPOLL_CTL_ADD, descriptor, events, handler);
}

bool EpollBackend::change(int descriptor, std::uint32_t events, PollHandler* handler)
{
    return control(EPOLL_CTL_MOD, descriptor, events, handler);
}

void EpollBackend::remove(int descriptor, PollHandler* handler)
{
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, descriptor, nullptr);
    for (int i = 0; i < readyCount_; ++i) {
        if (ready_[static_cast<std::size_t>(i)].data.ptr == handler)
            ready_[static_cast<std::size_t>(i)].data.ptr = nullptr;
    }
}

void EpollBackend::poll()
{
    for (int round = 0; round < mostRounds; ++round) {
        // A handler may run an event loop of its own: the outer turn then finds nothing left.
        readyCount_ = ::epoll_wait(epoll_.get(), ready_.data(), mostEvents, 0);
        const int found = readyCount_;
        for (int i = 0; i < readyCount_; ++i) {
            const epoll_event event = ready_[static_cast<std::size_t>(i)];
            if (event.data.ptr)
                static_cast<PollHandler*>(event.data.ptr)->onReady(event.events);
        }
        // Few: most likely nothing is ready yet, and others have waited for their turn.
        if (found < manyEvents)
            break;
    }
    readyCount_ = 0;
}

} // namespace redial
