// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/message_line.h"

#include <QString>

#include <functional>

namespace redial {

/// The texts of one direction of a connection in memory that faults keep back, each handed on when
/// it is due. Does not own the clock, which outlives it.
class VirtualMessageLine final : private MessageLineOutput
{
public:
    VirtualMessageLine(Clock& clock, std::function<void(const QString&)> handOn);
    ~VirtualMessageLine();
    VirtualMessageLine(const VirtualMessageLine&) = delete;
    VirtualMessageLine& operator=(const VirtualMessageLine&) = delete;

    void push(const QString& text, const MessageTreatment& treatment);

private:
    void onLeaves(const OutgoingMessage& message, MonotonicTime now) override;
    void arm();

    Clock& clock_;
    std::function<void(const QString&)> handOn_;
    MessageLine line_{*this};
    TimerId timer_ = 0;
};

} // namespace redial
