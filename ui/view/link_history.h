// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"
#include "ui/view/time_range.h"

#include <optional>
#include <vector>

namespace redial {

/// What the link was doing for a while.
enum class LinkPhase { Idle, BackingOff, Connecting, Open, Online };

/// One stretch of the link's life, from the event that began it. No end: it still lasts.
struct LinkSpan
{
    LinkPhase phase = LinkPhase::Connecting;
    RunTime begin{};
    std::optional<RunTime> end;
    std::uint32_t epoch = 0;
    std::uint32_t attempt = 0;
    EventNumber event = 0;

    friend bool operator==(const LinkSpan&, const LinkSpan&) = default;
};

/// The life of the client's link as spans that never overlap (back-off, connecting, open, online),
/// and of the connections that a server or a proxy accepted (which may overlap). A fold over the
/// log: give it every event once, in order.
class LinkHistory
{
public:
    void add(const EventLog& log, EventNumber number);
    void clear();

    const std::vector<LinkSpan>& client() const { return client_; }
    const std::vector<LinkSpan>& accepted() const { return accepted_; }
    /// How many of them still last.
    std::size_t openAccepted() const { return open_.size(); }

private:
    void addClient(const EventHeader& header, RunTime time, EventNumber number);
    void addAccepted(const EventHeader& header, RunTime time, EventNumber number);
    void enter(LinkPhase phase, const EventHeader& header, RunTime time, EventNumber number);
    void leave(RunTime time);

    std::vector<LinkSpan> client_;
    std::vector<LinkSpan> accepted_;
    std::vector<std::size_t> open_;
    RunTime lastTime_{};
};

} // namespace redial
