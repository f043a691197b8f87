// SPDX-License-Identifier: MIT
#include "core/transport/thread_mailbox.h"

#include <QPointer>

#include <utility>

namespace redial {

void ThreadMailbox::post(std::function<void()> task)
{
    const std::scoped_lock lock(mutex_);
    tasks_.push_back(std::move(task));
    // Under the lock: the receiver takes it first thing, and so sees the wake-up's memory rightly.
    if (receiver_)
        receiver_->wake();
}

ThreadMailboxReceiver::ThreadMailboxReceiver(std::shared_ptr<ThreadMailbox> mailbox)
    : mailbox_(std::move(mailbox))
{
    const std::scoped_lock lock(mailbox_->mutex_);
    mailbox_->receiver_ = this;
    if (!mailbox_->tasks_.empty())
        wake();
}

ThreadMailboxReceiver::~ThreadMailboxReceiver()
{
    std::deque<std::function<void()>> unread;
    const std::scoped_lock lock(mailbox_->mutex_);
    mailbox_->receiver_ = nullptr;
    mailbox_->woken_ = false;
    unread.swap(mailbox_->tasks_);
}

void ThreadMailboxReceiver::drain()
{
    std::deque<std::function<void()>> tasks;
    {
        const std::scoped_lock lock(mailbox_->mutex_);
        tasks.swap(mailbox_->tasks_);
        mailbox_->woken_ = false;
    }
    const QPointer<ThreadMailboxReceiver> self(this);
    while (!tasks.empty() && self) {
        const auto task = std::move(tasks.front());
        tasks.pop_front();
        task();
    }
}

void ThreadMailboxReceiver::wake()
{
    // One wake-up drains everything.
    if (std::exchange(mailbox_->woken_, true))
        return;
    QMetaObject::invokeMethod(this, "drain", Qt::QueuedConnection);
}

} // namespace redial
