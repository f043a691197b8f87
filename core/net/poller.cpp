// SPDX-License-Identifier: MIT
#include "core/net/poller.h"

#include <algorithm>

namespace redial {

Poller::Poller(std::unique_ptr<PollBackend> backend, QObject* parent)
    : QObject(parent), backend_(std::move(backend))
{
}

Poller::~Poller() = default;

void Poller::remove(int descriptor, PollHandler* handler)
{
    backend_->remove(descriptor, handler);
    forget(handler);
}

void Poller::again(PollHandler* handler)
{
    if (std::exchange(handler->waitsForItsTurn_, true))
        return;
    again_.push_back(handler);
    if (!std::exchange(againPosted_, true))
        QMetaObject::invokeMethod(this, &Poller::runAgain, Qt::QueuedConnection);
}

void Poller::forget(PollHandler* handler)
{
    if (!std::exchange(handler->waitsForItsTurn_, false))
        return;
    std::erase(again_, handler);
    std::replace(running_.begin(), running_.end(), handler, static_cast<PollHandler*>(nullptr));
}

void Poller::runAgain()
{
    againPosted_ = false;
    running_.swap(again_);
    for (std::size_t i = 0; i < running_.size(); ++i) {
        if (PollHandler* handler = std::exchange(running_[i], nullptr)) {
            handler->waitsForItsTurn_ = false;
            handler->onReady(0);
        }
    }
    running_.clear();
    // What a handler's own event loop interrupted has come back to again_.
    if (!again_.empty() && !std::exchange(againPosted_, true))
        QMetaObject::invokeMethod(this, &Poller::runAgain, Qt::QueuedConnection);
}

} // namespace redial
