// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace redial {

/// The receiving end of a ThreadMailbox: runs its tasks, in order, on the thread it lives on.
class ThreadMailboxReceiver;

/// Hands tasks from any thread to one other thread. The tasks travel under a std::mutex; Qt's event
/// queue carries nothing but the wake-up, so a race detector that does not know Qt sees every
/// hand-over. What a task owns must be its own: no implicitly shared Qt value that the poster
/// keeps.
class ThreadMailbox
{
public:
    /// Tasks that wait when the receiver is destroyed, and those posted after that, are never run.
    void post(std::function<void()> task);

private:
    friend class ThreadMailboxReceiver;

    std::mutex mutex_;
    std::deque<std::function<void()>> tasks_;
    ThreadMailboxReceiver* receiver_ = nullptr;
    bool woken_ = false;
};

class ThreadMailboxReceiver : public QObject
{
    Q_OBJECT
public:
    /// Belongs to the thread that makes it, and must be destroyed there.
    explicit ThreadMailboxReceiver(std::shared_ptr<ThreadMailbox> mailbox);
    ~ThreadMailboxReceiver() override;

public slots:
    void drain();

private:
    friend class ThreadMailbox;

    void wake();

    std::shared_ptr<ThreadMailbox> mailbox_;
};

} // namespace redial
