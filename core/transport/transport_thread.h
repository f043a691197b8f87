// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/threaded_transport.h"

#include <QThread>

#include <future>
#include <set>

namespace redial {

/// The thread of one ThreadedTransport: owns clock and inner transport while it runs, takes tasks
/// for the inner transport, and posts what it emits to the owner.
class TransportThread final : public QThread
{
    Q_OBJECT
public:
    TransportThread(ThreadedTransport& owner, ThreadedTransport::Factory factory);
    ~TransportThread() override;

    /// Waits until the inner transport stands.
    void startAndWait();
    /// Destroys the inner transport on its thread and waits for the thread.
    void stopAndWait();

    /// Runs `task` with the inner transport on its thread.
    void post(std::function<void(Transport&)> task);
    const std::shared_ptr<ThreadMailbox>& ownersMailbox() const { return toOwner_; }
    bool supports(DropKind kind) const { return supported_.count(kind) > 0; }

protected:
    void run() override;

private:
    void forwardSignals(Transport& inner);

    ThreadedTransport& owner_;
    ThreadedTransport::Factory factory_;
    std::shared_ptr<ThreadMailbox> toOwner_ = std::make_shared<ThreadMailbox>();
    std::shared_ptr<ThreadMailbox> toInner_ = std::make_shared<ThreadMailbox>();
    std::promise<std::set<DropKind>> started_;
    std::promise<void> stopped_;
    std::set<DropKind> supported_;
    Transport* inner_ = nullptr; ///< touched on the thread alone
};

} // namespace redial
