// SPDX-License-Identifier: MIT
#include "core/fault/client_machine.h"

#include "core/base/duration_text.h"

#include <memory>
#include <utility>

namespace redial {

ClientMachine::~ClientMachine()
{
    real_.cancelTimer(wake_);
    for (const TimerId timer : started_)
        real_.cancelTimer(timer);
}

void ClientMachine::suspend(std::chrono::nanoseconds length)
{
    if (!isAsleep()) {
        asleepSince_ = real_.now();
        if (network_)
            network_(true);
    }
    real_.cancelTimer(wake_);
    wake_ = real_.startTimer(length, [this] { wake(); });
}

std::string ClientMachine::suspend(const Fault& clientSuspend)
{
    const std::chrono::nanoseconds length = clientSuspend.duration("length");
    suspend(length);
    return "the client's machine sleeps for " + exactDuration(length).toStdString();
}

std::string ClientMachine::jump(const Fault& wallClockJump)
{
    const auto by =
        std::chrono::duration_cast<std::chrono::milliseconds>(wallClockJump.duration("by"));
    const bool isBack = wallClockJump.text("towards") == QLatin1String("past");
    jump(isBack ? -by : by);
    return "the client's civil time is " + exactDuration(by).toStdString() +
           (isBack ? " earlier" : " later");
}

void ClientMachine::wake()
{
    if (!isAsleep())
        return;
    real_.cancelTimer(std::exchange(wake_, 0));
    if (onWake_)
        onWake_(real_.now() - asleepSince_);
    if (network_)
        network_(false);
    // One of them may cancel another, or put the machine to sleep again.
    while (!due_.empty() && !isAsleep()) {
        const auto callback = std::move(due_.front().second);
        due_.pop_front();
        callback();
    }
}

TimerId ClientMachine::startTimer(std::chrono::nanoseconds delay, std::function<void()> callback)
{
    const auto timer = std::make_shared<TimerId>(0);
    *timer = real_.startTimer(
        delay, [this, timer, callback = std::move(callback)] { onTimer(*timer, callback); });
    started_.insert(*timer);
    return *timer;
}

void ClientMachine::onTimer(TimerId timer, std::function<void()> callback)
{
    started_.erase(timer);
    if (isAsleep())
        due_.emplace_back(timer, std::move(callback));
    else
        callback();
}

bool ClientMachine::cancelTimer(TimerId timer)
{
    if (started_.erase(timer) > 0)
        return real_.cancelTimer(timer);
    return std::erase_if(due_, [&](const auto& due) { return due.first == timer; }) > 0;
}

} // namespace redial
