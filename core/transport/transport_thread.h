// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/threaded_transport.h"

#include <future>
#include <set>
#include <thread>

class QEventLoop;

namespace redial {

/// The thread of one ThreadedTransport: owns clock and inner transport while it runs, takes tasks
/// for the inner transport, and posts what it emits to the owner. A std::thread, not a QThread: its
/// end is a join, which a race detector sees.
class TransportThread
{
public:
    TransportThread(ThreadedTransport& owner, ThreadedTransport::Factory factory);
    ~TransportThread();
    TransportThread(const TransportThread&) = delete;
    TransportThread& operator=(const TransportThread&) = delete;

    /// Waits until the inner transport stands.
    void startAndWait();
    /// Destroys the inner transport on its thread and waits for the thread.
    void stopAndWait();

    /// Runs `task` with the inner transport on its thread.
    void post(std::function<void(Transport&)> task);
    const std::shared_ptr<ThreadMailbox>& ownersMailbox() const { return toOwner_; }
    bool supports(DropKind kind) const { return supported_.count(kind) > 0; }

private:
    void run();
    void forwardSignals(Transport& inner);

    ThreadedTransport& owner_;
    ThreadedTransport::Factory factory_;
    std::shared_ptr<ThreadMailbox> toOwner_ = std::make_shared<ThreadMailbox>();
    std::shared_ptr<ThreadMailbox> toInner_ = std::make_shared<ThreadMailbox>();
    std::promise<std::set<DropKind>> started_;
    std::set<DropKind> supported_;
    std::thread thread_;
    // Touched on the thread alone.
    Transport* inner_ = nullptr;
    QEventLoop* loop_ = nullptr;
};

} // namespace redial
