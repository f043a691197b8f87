// SPDX-License-Identifier: MIT
#include "core/session/channel_sequence.h"

#include <algorithm>
#include <utility>

namespace redial {

SequenceResult ChannelSequence::take(std::uint64_t sequence, const QString& text,
                                     std::uint32_t mayHold)
{
    SequenceResult result;
    if (last_ && (sequence <= *last_ || held_.contains(sequence))) {
        result.duplicate = true;
        return result;
    }
    if (last_ && sequence != *last_ + 1)
        return hold(sequence, text, mayHold);
    if (std::exchange(unsettled_, false) && held_.empty())
        result.settled = {true, 0};
    deliver(sequence, text, result);
    const bool waited = isWaiting();
    deliverHeld(result);
    if (waited && !isWaiting())
        result.settled = {true, std::exchange(missing_, 0)};
    return result;
}

SequenceResult ChannelSequence::hold(std::uint64_t sequence, const QString& text,
                                     std::uint32_t mayHold)
{
    SequenceResult result;
    // On a new connection nothing is known to be on its way: all of it is asked for again.
    const std::uint64_t highest =
        held_.empty() || unsettled_ ? *last_ : std::max(*last_, held_.rbegin()->first);
    unsettled_ = false;
    if (sequence > highest + 1)
        result.missing = {highest + 1, sequence - 1};
    held_.emplace(sequence, text);
    heldCharacters_ += text.size();
    // What lies between the ends and is not held.
    missing_ = std::max(missing_, held_.rbegin()->first - *last_ - held_.size());
    if (held_.size() <= mayHold)
        return result;
    result = giveUp();
    return result;
}

SequenceResult ChannelSequence::giveUp()
{
    SequenceResult result;
    if (held_.empty())
        return result;
    const std::uint64_t lost = held_.rbegin()->first - *last_ - held_.size();
    result.settled = {false, lost};
    missing_ = 0;
    while (!held_.empty()) {
        const auto first = held_.begin();
        deliver(first->first, first->second, result);
        heldCharacters_ -= first->second.size();
        held_.erase(first);
    }
    return result;
}

void ChannelSequence::reconnected()
{
    unsettled_ = last_.has_value();
}

SequenceResult ChannelSequence::startAnew()
{
    SequenceResult result = giveUp();
    last_.reset();
    unsettled_ = false;
    return result;
}

void ChannelSequence::deliver(std::uint64_t sequence, const QString& text, SequenceResult& result)
{
    last_ = sequence;
    result.deliveries.emplace_back(sequence, text);
}

void ChannelSequence::deliverHeld(SequenceResult& result)
{
    for (auto first = held_.begin(); first != held_.end() && first->first == *last_ + 1;
         first = held_.begin()) {
        deliver(first->first, first->second, result);
        heldCharacters_ -= first->second.size();
        held_.erase(first);
    }
}

} // namespace redial
