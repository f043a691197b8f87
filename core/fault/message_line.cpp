// SPDX-License-Identifier: MIT
#include "core/fault/message_line.h"

#include <algorithm>

namespace redial {

void MessageLine::push(OutgoingMessage message, const MessageTreatment& treatment,
                       MonotonicTime now)
{
    advance(now);
    if (treatment.drop)
        return;
    for (std::int64_t i = 0; i < treatment.copies && treatment.copiesAfter.count() > 0; ++i)
        setAside(message, now + treatment.copiesAfter * (i + 1), 0);
    if (treatment.setAside)
        return setAside(std::move(message), now + *treatment.setAside, treatment.overtakers);
    const std::int64_t times = treatment.copiesAfter.count() > 0 ? 1 : 1 + treatment.copies;
    for (std::int64_t i = 0; i < times; ++i) {
        const MonotonicTime before = line_.empty() ? now : line_.back().at;
        held_ += message.bytes.size();
        Waiting waiting{message, std::max(before, now + treatment.delay), 0};
        if (line_.empty() && waiting.at <= now)
            leave(std::move(waiting), now);
        else
            line_.push_back(std::move(waiting));
    }
    countOvertaking(now);
}

void MessageLine::setAside(OutgoingMessage message, MonotonicTime at, std::int64_t overtakers)
{
    held_ += message.bytes.size();
    aside_.push_back({std::move(message), at, overtakers});
}

void MessageLine::leave(Waiting waiting, MonotonicTime now)
{
    held_ -= waiting.message.bytes.size();
    output_.onLeaves(waiting.message, now);
}

void MessageLine::countOvertaking(MonotonicTime now)
{
    for (std::size_t i = 0; i < aside_.size();) {
        if (aside_[i].overtakers > 0 && --aside_[i].overtakers == 0) {
            Waiting waiting = std::move(aside_[i]);
            aside_.erase(aside_.begin() + std::ptrdiff_t(i));
            leave(std::move(waiting), now);
        } else {
            ++i;
        }
    }
}

std::optional<MonotonicTime> MessageLine::due() const
{
    std::optional<MonotonicTime> earliest;
    if (!line_.empty())
        earliest = line_.front().at;
    for (const Waiting& waiting : aside_)
        earliest = earliest ? std::min(*earliest, waiting.at) : waiting.at;
    return earliest;
}

void MessageLine::advance(MonotonicTime now)
{
    while (const auto earliest = due()) {
        if (*earliest > now)
            return;
        if (!line_.empty() && line_.front().at == *earliest) {
            Waiting waiting = std::move(line_.front());
            line_.pop_front();
            leave(std::move(waiting), *earliest);
            continue;
        }
        const auto found = std::find_if(aside_.begin(), aside_.end(), [&](const Waiting& waiting) {
            return waiting.at == *earliest;
        });
        Waiting waiting = std::move(*found);
        aside_.erase(found);
        leave(std::move(waiting), *earliest);
    }
}

void MessageLine::flush(MonotonicTime now)
{
    while (!line_.empty()) {
        Waiting waiting = std::move(line_.front());
        line_.pop_front();
        leave(std::move(waiting), now);
    }
    for (Waiting& waiting : std::exchange(aside_, {}))
        leave(std::move(waiting), now);
}

} // namespace redial
