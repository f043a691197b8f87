// SPDX-License-Identifier: MIT
#include "ui/view/link_history.h"

#include "ui/view/timeline_index.h"

#include <algorithm>

namespace redial {

void LinkHistory::add(const EventLog& log, EventNumber number)
{
    const EventHeader& header = log.header(number);
    const RunTime time = runTimeOf(log, number);
    if (header.source == Source::Client || header.source == Source::Harness)
        addClient(header, time, number);
    else
        addAccepted(header, time, number);
}

void LinkHistory::clear()
{
    *this = LinkHistory();
}

void LinkHistory::leave(RunTime time)
{
    if (client_.empty() || client_.back().end)
        return;
    client_.back().end = std::max(time, client_.back().begin);
}

void LinkHistory::enter(LinkPhase phase, const EventHeader& header, RunTime time,
                        EventNumber number)
{
    if (!client_.empty() && !client_.back().end && client_.back().phase == phase &&
        client_.back().epoch == header.epoch)
        return;
    leave(time);
    const std::uint32_t attempt =
        header.attempt == 0 && !client_.empty() && client_.back().epoch == header.epoch
            ? client_.back().attempt
            : header.attempt;
    client_.push_back({phase, time, std::nullopt, header.epoch, attempt, number});
}

void LinkHistory::addClient(const EventHeader& header, RunTime time, EventNumber number)
{
    switch (header.kind) {
    case EventKind::ConnectBegin:
    case EventKind::Connecting:
        enter(LinkPhase::Connecting, header, time, number);
        break;
    case EventKind::Opened:
    case EventKind::Connected:
    case EventKind::Offline:
        if (!client_.empty() && !client_.back().end &&
            (header.kind != EventKind::Offline || client_.back().phase == LinkPhase::Online))
            enter(LinkPhase::Open, header, time, number);
        break;
    case EventKind::Online:
        enter(LinkPhase::Online, header, time, number);
        break;
    case EventKind::BackoffScheduled:
        enter(LinkPhase::BackingOff, header, time, number);
        break;
    case EventKind::Closed:
    case EventKind::Disconnected:
        if (!client_.empty() && client_.back().phase != LinkPhase::BackingOff)
            leave(time);
        break;
    case EventKind::Stopped:
    case EventKind::GaveUp:
    case EventKind::RunEnded:
        leave(time);
        break;
    default:
        break;
    }
}

void LinkHistory::addAccepted(const EventHeader& header, RunTime time, EventNumber number)
{
    const auto same = [&](std::size_t i) { return accepted_[i].epoch == header.epoch; };
    const bool begins = header.kind == EventKind::Accepted || header.kind == EventKind::Opened;
    if (begins) {
        if (std::any_of(open_.begin(), open_.end(), same))
            return;
        open_.push_back(accepted_.size());
        accepted_.push_back({LinkPhase::Open, time, std::nullopt, header.epoch, 0, number});
        return;
    }
    // Of a proxy these tell of one of its two sides.
    const bool isStreamsEnd =
        header.source != Source::Proxy &&
        (header.kind == EventKind::ConnectionReset || header.kind == EventKind::ConnectionEnded);
    if (header.kind == EventKind::Closed || isStreamsEnd) {
        const auto it = std::find_if(open_.begin(), open_.end(), same);
        if (it == open_.end())
            return;
        accepted_[*it].end = time;
        open_.erase(it);
    }
}

} // namespace redial
