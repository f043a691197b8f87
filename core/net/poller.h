// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/file_descriptor.h"

#include <QObject>

#include <array>
#include <cstdint>
#include <sys/epoll.h>
#include <vector>

namespace redial {

/// Whom a Poller tells that a descriptor has become ready.
class PollHandler
{
public:
    /// `events` as epoll_wait(2) gives them; 0 after Poller::again().
    virtual void onReady(std::uint32_t events) = 0;

protected:
    ~PollHandler() = default;
};

/// Many descriptors behind one QSocketNotifier: an epoll descriptor in the thread's Qt event loop.
/// Qt's own dispatchers poll every descriptor on every turn; this costs the same for ten and for
/// ten thousand. Lives on its thread. Handlers may be removed, and destroyed after that, at any
/// time, also while a handler runs.
class Poller final : public QObject
{
    Q_OBJECT
public:
    explicit Poller(QObject* parent = nullptr);
    ~Poller() override;

    /// `events` as in epoll_ctl(2), for example EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET. False if
    /// the system refused.
    bool add(int descriptor, std::uint32_t events, PollHandler* handler);
    bool change(int descriptor, std::uint32_t events, PollHandler* handler);
    /// Before the descriptor is closed.
    void remove(int descriptor, PollHandler* handler);

    /// Calls the handler once more, with no event, after what is ready now: for one that has work
    /// left and gives others their turn. Asked twice it is called once.
    void again(PollHandler* handler);
    /// Takes back again().
    void forget(PollHandler* handler);

private:
    static constexpr int mostEvents = 256;

    void poll();
    void runAgain();

    FileDescriptor epoll_;
    std::array<epoll_event, mostEvents> ready_{};
    int readyCount_ = 0;
    std::vector<PollHandler*> again_;
    std::vector<PollHandler*> running_;
    bool againPosted_ = false;
};

} // namespace redial
