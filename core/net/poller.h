// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/poll_backend.h"
#include "core/net/poll_event.h"

#include <QObject>

#include <vector>

namespace redial {

/// Many descriptors behind one QSocketNotifier: an epoll descriptor in the thread's Qt event loop.
/// Qt's own dispatchers poll every descriptor on every turn; this costs the same for ten and for
/// ten thousand. Where there is no epoll a notifier set takes its place. Lives on its thread, one
/// or more on each. Handlers may be removed, and destroyed after that, at any time, also while a
/// handler runs.
class Poller final : public QObject
{
    Q_OBJECT
public:
    explicit Poller(QObject* parent = nullptr) : Poller(usualPollBackend(), parent) {}
    explicit Poller(std::unique_ptr<PollBackend> backend, QObject* parent = nullptr);
    ~Poller() override;

    /// `events` of poll_event. False if the system refused.
    bool add(int descriptor, std::uint32_t events, PollHandler* handler)
    {
        return backend_->add(descriptor, events, handler);
    }
    bool change(int descriptor, std::uint32_t events, PollHandler* handler)
    {
        return backend_->change(descriptor, events, handler);
    }
    /// Before the descriptor is closed.
    void remove(int descriptor, PollHandler* handler);

    /// Calls the handler once more, with no event, after what is ready now: for one that has work
    /// left and gives others their turn. Asked twice it is called once.
    void again(PollHandler* handler);
    /// Takes back again().
    void forget(PollHandler* handler);

private:
    void runAgain();

    std::unique_ptr<PollBackend> backend_;
    std::vector<PollHandler*> again_;
    std::vector<PollHandler*> running_;
    bool againPosted_ = false;
};

} // namespace redial
