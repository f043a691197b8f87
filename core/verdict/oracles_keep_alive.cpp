// SPDX-License-Identifier: MIT
#include "core/base/duration_text.h"
#include "core/verdict/oracle_functions.h"

#include <vector>

namespace redial::oracle {

namespace {

/// One of the two ways to find a dead link: pings of WebSocket, or a feed's heartbeats.
struct PingKind
{
    EventKind sent;
    EventKind answered;
    std::chrono::nanoseconds limit;
};

/// The pings of one connection after another, and what became of the newest.
class PingWatch
{
public:
    PingWatch(const RunView& run, const VerdictContext& context, PingKind kind,
              OracleExamination& examination)
        : run_(run), context_(context), kind_(kind), examination_(examination)
    {
    }

    void see(EventNumber number)
    {
        const EventKind kind = run_.kind(number);
        if (kind == EventKind::ConnectBegin)
            open_ = 0;
        else if (kind == EventKind::PongTimedOut)
            heartbeatMissed_ = number;
        else if (kind == EventKind::Closed)
            closed(number);
        else if (kind == kind_.answered)
            answered(number);
        // A ping while another is unanswered changes nothing about the older one's time.
        else if (kind == kind_.sent && open_ == 0)
            open_ = number;
    }

    /// The log is over.
    void finish()
    {
        if (open_ != 0 && isLate(run_.lastTime()))
            failLate(run_.log().size());
    }

private:
    bool isLate(MonotonicTime time) const
    {
        const auto tolerance = context_.toleranceFor(run_, run_.time(open_), kind_.limit, time);
        return time - run_.time(open_) - tolerance > kind_.limit;
    }
    /// A pong of another size carries another payload: it answers no ping (RFC 6455 5.5.3).
    bool isAnswer(EventNumber pong) const
    {
        const auto sent = run_.log().integer(open_, FieldKey::Size);
        const auto came = run_.log().integer(pong, FieldKey::Size);
        return !sent || !came || *sent == *came;
    }
    void failLate(EventNumber number)
    {
        examination_.fail({open_, number},
                          QStringLiteral("A ping on connection %1 was without an answer for %2 and "
                                         "the link stood; the pong time-out is %3.")
                              .arg(run_.epoch(open_))
                              .arg(formatDuration(run_.time(number) - run_.time(open_)),
                                   formatDuration(kind_.limit)));
    }
    void answered(EventNumber number)
    {
        if (open_ == 0 || !isAnswer(number))
            return;
        examination_.count();
        if (isLate(run_.time(number)))
            failLate(number);
        open_ = 0;
    }
    void closed(EventNumber number)
    {
        const bool ofHeartbeat =
            heartbeatMissed_ != 0 && run_.epoch(heartbeatMissed_) == run_.epoch(number);
        const bool blamed = run_.text(number, FieldKey::Cause) == "pong_timeout" &&
                            ofHeartbeat == (kind_.sent == EventKind::HeartbeatSent);
        if (blamed)
            examination_.count();
        if (open_ != 0 && isLate(run_.time(number)))
            failLate(number);
        else if (blamed && (open_ == 0 || isEarly(number)))
            examination_.fail({open_, number},
                              QStringLiteral("Connection %1 was dropped for a missing pong before "
                                             "the pong time-out, %2, was over.")
                                  .arg(run_.epoch(number))
                                  .arg(formatDuration(kind_.limit)));
        open_ = 0;
    }
    bool isEarly(EventNumber number) const
    {
        const auto waited = run_.time(number) - run_.time(open_);
        return kind_.limit - waited > context_.tolerance;
    }

    const RunView& run_;
    const VerdictContext& context_;
    PingKind kind_;
    OracleExamination& examination_;
    EventNumber open_ = 0;            ///< the oldest ping without an answer
    EventNumber heartbeatMissed_ = 0; ///< the newest that was not answered in time
};

} // namespace

OracleAnswer p12(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    std::vector<PingWatch> watches;
    if (context.policy)
        watches.emplace_back(
            run, context,
            PingKind{EventKind::PingSent, EventKind::PongReceived, context.policy->pongTimeout},
            examination);
    if (context.stream && context.stream->heartbeat && context.stream->heartbeat->pong)
        watches.emplace_back(run, context,
                             PingKind{EventKind::HeartbeatSent, EventKind::HeartbeatAnswered,
                                      context.stream->policy.heartbeatTimeout},
                             examination);
    for (PingWatch& watch : watches) {
        for (const EventNumber number : run.client())
            watch.see(number);
        watch.finish();
    }
    return examination.answer(
        QStringLiteral("All %1 pings were answered, or their connection was dropped, in time."),
        QStringLiteral("No ping was answered or missed."));
}

} // namespace redial::oracle
