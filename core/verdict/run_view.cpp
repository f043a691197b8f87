// SPDX-License-Identifier: MIT
#include "core/verdict/run_view.h"

#include <algorithm>

namespace redial {

namespace {

constexpr std::chrono::nanoseconds longestDuration{std::int64_t{1} << 62};

void setOnce(EventNumber& stage, EventNumber number)
{
    if (stage == 0)
        stage = number;
}

} // namespace

RunView::RunView(const EventLog& log) : log_(log)
{
    for (EventNumber number = 1; number <= log.size(); ++number) {
        switch (log.header(number).source) {
        case Source::Client:
            client_.push_back(number);
            addClientEvent(number);
            break;
        case Source::Server:
            server_.push_back(number);
            break;
        case Source::Harness:
            addStall(number);
            break;
        case Source::Proxy:
            break;
        }
    }
    // Without a boot the controller's resume timer, or else going online, says when it was ready.
    for (ConnectionStory& story : connections_) {
        if (story.bootSent == 0)
            setOnce(story.ready, story.online);
    }
}

/// A note with eps_ns: the event loop was held up for so long, until now.
void RunView::addStall(EventNumber number)
{
    const auto length = duration(number, FieldKey::EpsNs);
    if (kind(number) != EventKind::Note || !length || *length == std::chrono::nanoseconds::zero())
        return;
    const MonotonicTime end = time(number);
    const MonotonicTime begin =
        end < MonotonicTime::min() + *length ? MonotonicTime::min() : end - *length;
    // A file may hold any times; the run's own come in order.
    if (!stalls_.empty() && end <= stalls_.back().end)
        return;
    if (!stalls_.empty() && begin <= stalls_.back().end)
        stalls_.back().end = end;
    else
        stalls_.push_back({begin, end});
}

void RunView::addClientEvent(EventNumber number)
{
    const EventHeader& header = log_.header(number);
    if (header.kind == EventKind::ConnectBegin) {
        ConnectionStory story;
        story.epoch = header.epoch;
        story.begin = number;
        connections_.push_back(story);
        return;
    }
    const auto found =
        std::find_if(connections_.rbegin(), connections_.rend(),
                     [&](const ConnectionStory& story) { return story.epoch == header.epoch; });
    if (found != connections_.rend())
        addLinkEvent(*found, number);
}

void RunView::addLinkEvent(ConnectionStory& story, EventNumber number)
{
    if (const auto wait = duration(number, FieldKey::RetryAfterNs))
        story.retryAfter = *wait;
    switch (log_.header(number).kind) {
    case EventKind::Opened:
        return setOnce(story.opened, number);
    case EventKind::BootSent:
        return setOnce(story.bootSent, number);
    case EventKind::BootAnswered:
        if (isAcceptedBoot(number))
            setOnce(story.ready, number);
        return;
    case EventKind::TimerArmed:
        if (story.bootSent == 0 && isTimer(number, EventKind::TimerArmed, "resume"))
            setOnce(story.ready, number);
        return;
    case EventKind::Online:
        return setOnce(story.online, number);
    case EventKind::Offline:
        return setOnce(story.offline, number);
    case EventKind::Closed:
        return setOnce(story.closed, number);
    case EventKind::Disconnected:
        return setOnce(story.disconnected, number);
    case EventKind::Dropped:
        return setOnce(story.dropped, number);
    case EventKind::Stopped:
        if (story.end() == 0)
            setOnce(story.stopped, number);
        return;
    default:
        return;
    }
}

const ConnectionStory* RunView::connection(std::uint32_t epoch) const
{
    // Epochs count from 1 in the order of the begins, so the guess is nearly always right.
    if (epoch >= 1 && epoch <= connections_.size() && connections_[epoch - 1].epoch == epoch)
        return &connections_[epoch - 1];
    const auto found =
        std::find_if(connections_.begin(), connections_.end(),
                     [&](const ConnectionStory& story) { return story.epoch == epoch; });
    return found == connections_.end() ? nullptr : &*found;
}

std::optional<std::chrono::nanoseconds> RunView::duration(EventNumber number, FieldKey key) const
{
    const auto value = log_.duration(number, key);
    if (!value)
        return std::nullopt;
    return std::clamp(*value, std::chrono::nanoseconds::zero(), longestDuration);
}

std::chrono::nanoseconds RunView::heldUp(MonotonicTime from, MonotonicTime until) const
{
    std::chrono::nanoseconds sum{};
    auto stall = std::upper_bound(
        stalls_.begin(), stalls_.end(), from,
        [](MonotonicTime time, const Stall& candidate) { return time < candidate.end; });
    for (; stall != stalls_.end() && stall->begin < until; ++stall)
        sum += std::min(stall->end, until) - std::max(stall->begin, from);
    return sum;
}

std::chrono::nanoseconds RunView::stallAt(MonotonicTime time) const
{
    const auto stall = std::lower_bound(
        stalls_.begin(), stalls_.end(), time,
        [](const Stall& candidate, MonotonicTime moment) { return candidate.end < moment; });
    return stall != stalls_.end() && stall->begin <= time ? stall->end - stall->begin
                                                          : std::chrono::nanoseconds::zero();
}

MonotonicTime RunView::lastTime() const
{
    return log_.size() == 0 ? MonotonicTime{} : time(log_.size());
}

bool RunView::isTimer(EventNumber number, EventKind wanted, std::string_view timer) const
{
    return kind(number) == wanted && text(number, FieldKey::Timer) == timer;
}

bool RunView::isAcceptedBoot(EventNumber number) const
{
    return kind(number) == EventKind::BootAnswered && text(number, FieldKey::Status) == "Accepted";
}

bool RunView::isHeartbeatCall(EventNumber number) const
{
    return kind(number) == EventKind::HeartbeatSent && !text(number, FieldKey::MessageId).empty();
}

} // namespace redial
