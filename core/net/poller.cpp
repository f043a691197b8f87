// SPDX-License-Identifier: MIT
#include "core/net/poller.h"

#include <QSocketNotifier>

#include <algorithm>

namespace redial {

Poller::Poller(QObject* parent) : QObject(parent), epoll_(::epoll_create1(EPOLL_CLOEXEC))
{
    auto* notifier = new QSocketNotifier(epoll_.get(), QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, &Poller::poll);
}

Poller::~Poller() = default;

bool Poller::add(int descriptor, std::uint32_t events, PollHandler* handler)
{
    epoll_event event{};
    event.events = events;
    event.data.ptr = handler;
    return ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, descriptor, &event) == 0;
}

bool Poller::change(int descriptor, std::uint32_t events, PollHandler* handler)
{
    epoll_event event{};
    event.events = events;
    event.data.ptr = handler;
    return ::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, descriptor, &event) == 0;
}

void Poller::remove(int descriptor, PollHandler* handler)
{
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, descriptor, nullptr);
    for (int i = 0; i < readyCount_; ++i) {
        if (ready_[static_cast<std::size_t>(i)].data.ptr == handler)
            ready_[static_cast<std::size_t>(i)].data.ptr = nullptr;
    }
    forget(handler);
}

void Poller::again(PollHandler* handler)
{
    if (std::find(again_.begin(), again_.end(), handler) != again_.end())
        return;
    again_.push_back(handler);
    if (!againPosted_) {
        againPosted_ = true;
        QMetaObject::invokeMethod(this, &Poller::runAgain, Qt::QueuedConnection);
    }
}

void Poller::forget(PollHandler* handler)
{
    std::erase(again_, handler);
    std::replace(running_.begin(), running_.end(), handler, static_cast<PollHandler*>(nullptr));
}

void Poller::poll()
{
    // A handler may run an event loop of its own: the outer turn then finds nothing left.
    readyCount_ = ::epoll_wait(epoll_.get(), ready_.data(), mostEvents, 0);
    for (int i = 0; i < readyCount_; ++i) {
        const epoll_event event = ready_[static_cast<std::size_t>(i)];
        if (event.data.ptr)
            static_cast<PollHandler*>(event.data.ptr)->onReady(event.events);
    }
    readyCount_ = 0;
}

void Poller::runAgain()
{
    againPosted_ = false;
    running_.swap(again_);
    for (std::size_t i = 0; i < running_.size(); ++i) {
        if (PollHandler* handler = std::exchange(running_[i], nullptr))
            handler->onReady(0);
    }
    running_.clear();
}

} // namespace redial
