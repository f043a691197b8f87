// SPDX-License-Identifier: MIT
#include "core/client/keep_alive.h"

#include <utility>

namespace redial {

KeepAlive::KeepAlive(Settings settings, Clock& clock,
                     std::function<bool(const QByteArray&)> sendPing,
                     std::function<void()> pongMissed)
    : settings_(settings)
    , clock_(&clock)
    , sendPing_(std::move(sendPing))
    , pongMissed_(std::move(pongMissed))
{
}

KeepAlive::~KeepAlive()
{
    stop();
}

void KeepAlive::start()
{
    stop();
    armNextPing();
}

void KeepAlive::stop()
{
    clock_->cancelTimer(nextPing_);
    clock_->cancelTimer(pongDeadline_);
    nextPing_ = 0;
    pongDeadline_ = 0;
}

void KeepAlive::pongReceived(const QByteArray& payload)
{
    if (pongDeadline_ == 0 || payload != QByteArray::number(sequence_))
        return;
    clock_->cancelTimer(pongDeadline_);
    pongDeadline_ = 0;
    armNextPing();
}

void KeepAlive::armNextPing()
{
    if (settings_.interval > std::chrono::nanoseconds::zero())
        nextPing_ = clock_->startTimer(settings_.interval, [this] { ping(); });
}

void KeepAlive::ping()
{
    nextPing_ = 0;
    pongDeadline_ = clock_->startTimer(settings_.pongTimeout, [this] {
        pongDeadline_ = 0;
        pongMissed_();
    });
    // Sending may have stopped us.
    if (sendPing_(QByteArray::number(++sequence_)) || pongDeadline_ == 0)
        return;
    clock_->cancelTimer(std::exchange(pongDeadline_, 0));
    armNextPing();
}

} // namespace redial
