// SPDX-License-Identifier: MIT
#include "core/fault/virtual_message_line.h"

#include <utility>

namespace redial {

VirtualMessageLine::VirtualMessageLine(Clock& clock, std::function<void(const QString&)> handOn)
    : clock_(clock), handOn_(std::move(handOn))
{
}

VirtualMessageLine::~VirtualMessageLine()
{
    clock_.cancelTimer(timer_);
}

void VirtualMessageLine::push(const QString& text, const MessageTreatment& treatment)
{
    WebSocketEvent event{WebSocketEvent::Kind::Text, 0, text.toStdString()};
    if (treatment.payload)
        event.payload = *treatment.payload;
    line_.push({std::move(event), {}}, treatment, clock_.now());
    arm();
}

void VirtualMessageLine::onLeaves(const OutgoingMessage& message, MonotonicTime)
{
    handOn_(QString::fromStdString(message.event.payload));
}

void VirtualMessageLine::arm()
{
    clock_.cancelTimer(std::exchange(timer_, 0));
    const auto due = line_.due();
    if (!due)
        return;
    timer_ =
        clock_.startTimer(std::max(*due - clock_.now(), std::chrono::nanoseconds::zero()), [this] {
            timer_ = 0;
            line_.advance(clock_.now());
            arm();
        });
}

} // namespace redial
