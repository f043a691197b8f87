// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/poll_handler.h"

#include <memory>

namespace redial {

/// How a Poller waits for its descriptors: epoll, or one QSocketNotifier for each way of each
/// descriptor. It tells the handlers from the thread's Qt event loop.
class PollBackend
{
public:
    virtual ~PollBackend() = default;

    /// As in Poller.
    virtual bool add(int descriptor, std::uint32_t events, PollHandler* handler) = 0;
    virtual bool change(int descriptor, std::uint32_t events, PollHandler* handler) = 0;
    virtual void remove(int descriptor, PollHandler* handler) = 0;
};

/// A QSocketNotifier set: works wherever Qt does, and costs time with every descriptor it holds.
std::unique_ptr<PollBackend> notifierPollBackend();

/// Epoll behind one QSocketNotifier where the system has it (and REDIAL_EPOLL is on), else the
/// notifier set.
std::unique_ptr<PollBackend> usualPollBackend();

} // namespace redial
