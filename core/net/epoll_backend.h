// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/file_descriptor.h"
#include "core/net/poll_backend.h"

#include <QSocketNotifier>

#include <array>
#include <sys/epoll.h>

namespace redial {

/// epoll(7) behind one QSocketNotifier.
class EpollBackend final : public PollBackend
{
public:
    EpollBackend();

    bool add(int descriptor, std::uint32_t events, PollHandler* handler) override;
    bool change(int descriptor, std::uint32_t events, PollHandler* handler) override;
    void remove(int descriptor, PollHandler* handler) override;

private:
    static constexpr int mostEvents = 256;
    /// Under load it asks epoll so often before Qt's own events, timers among them, have their
    /// turn.
    static constexpr int mostRounds = 8;
    static constexpr int manyEvents = 16;

    void poll();
    bool control(int operation, int descriptor, std::uint32_t events, PollHandler* handler);

    FileDescriptor epoll_;
    QSocketNotifier notifier_;
    std::array<epoll_event, mostEvents> ready_{};
    int readyCount_ = 0;
};

} // namespace redial
