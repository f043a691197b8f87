// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/message_treatment.h"
#include "core/time/clock.h"

#include <deque>
#include <vector>

namespace redial {

/// A message on its way out: what it says and the bytes that say it.
struct OutgoingMessage
{
    WebSocketEvent event;
    std::string bytes;
};

/// Whom a MessageLine hands its messages to.
class MessageLineOutput
{
public:
    virtual void onLeaves(const OutgoingMessage& message, MonotonicTime now) = 0;

protected:
    ~MessageLineOutput() = default;
};

/// The messages of one direction that wait: in line, or set aside for others to overtake them.
/// Pure. Times of calls never go back.
class MessageLine
{
public:
    explicit MessageLine(MessageLineOutput& output) : output_(output) {}

    void push(OutgoingMessage message, const MessageTreatment& treatment, MonotonicTime now);
    std::optional<MonotonicTime> due() const;
    void advance(MonotonicTime now);
    /// Everything at once: those in line, then those set aside.
    void flush(MonotonicTime now);

    bool isEmpty() const { return line_.empty() && aside_.empty(); }
    std::size_t held() const { return held_; }

private:
    struct Waiting
    {
        OutgoingMessage message;
        MonotonicTime at;
        std::int64_t overtakers = 0;
    };

    void setAside(OutgoingMessage message, MonotonicTime at, std::int64_t overtakers);
    void leave(Waiting waiting, MonotonicTime now);
    void countOvertaking(MonotonicTime now);

    MessageLineOutput& output_;
    std::deque<Waiting> line_;
    std::vector<Waiting> aside_;
    std::size_t held_ = 0;
};

} // namespace redial
