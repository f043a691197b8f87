// SPDX-License-Identifier: MIT
#include "core/base/duration_text.h"
#include "core/verdict/oracle_functions.h"

namespace redial::oracle {

namespace {

/// The pings of one connection after another, and what became of the newest.
class PingWatch
{
public:
    PingWatch(const RunView& run, const VerdictContext& context, Examination& examination)
        : run_(run), context_(context), examination_(examination)
    {
    }

    void see(EventNumber number)
    {
        switch (run_.kind(number)) {
        case EventKind::ConnectBegin:
            open_ = 0;
            break;
        case EventKind::PingSent:
            // A ping while another is unanswered changes nothing about the older one's time.
            if (open_ == 0)
                open_ = number;
            break;
        case EventKind::PongReceived:
            answered(number);
            break;
        case EventKind::Closed:
            closed(number);
            break;
        default:
            break;
        }
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
        const auto limit = context_.policy->pongTimeout;
        const auto tolerance = context_.toleranceFor(run_, run_.time(open_), limit, time);
        return time - run_.time(open_) - tolerance > limit;
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
                                   formatDuration(context_.policy->pongTimeout)));
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
        const bool blamed = run_.text(number, FieldKey::Cause) == "pong_timeout";
        if (blamed)
            examination_.count();
        if (open_ != 0 && isLate(run_.time(number)))
            failLate(number);
        else if (blamed && (open_ == 0 || isEarly(number)))
            examination_.fail({open_, number},
                              QStringLiteral("Connection %1 was dropped for a missing pong before "
                                             "the pong time-out, %2, was over.")
                                  .arg(run_.epoch(number))
                                  .arg(formatDuration(context_.policy->pongTimeout)));
        open_ = 0;
    }
    bool isEarly(EventNumber number) const
    {
        const auto waited = run_.time(number) - run_.time(open_);
        return context_.policy->pongTimeout - waited > context_.tolerance;
    }

    const RunView& run_;
    const VerdictContext& context_;
    Examination& examination_;
    EventNumber open_ = 0; ///< the oldest ping without an answer
};

} // namespace

OracleAnswer p12(const RunView& run, const VerdictContext& context)
{
    Examination examination;
    if (context.policy) {
        PingWatch watch(run, context, examination);
        for (const EventNumber number : run.client())
            watch.see(number);
        watch.finish();
    }
    return examination.answer(
        QStringLiteral("All %1 pings were answered, or their connection was dropped, in time."),
        QStringLiteral("No ping was answered or missed."));
}

} // namespace redial::oracle
