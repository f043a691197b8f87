// SPDX-License-Identifier: MIT
// P14 and P22: what a loss leads to.
#include "core/base/duration_text.h"
#include "core/verdict/oracle_functions.h"

#include <algorithm>
#include <set>
#include <utility>

namespace redial::oracle {

namespace {

using std::chrono::nanoseconds;

/// From one trouble to the next: within the bound the client must be online again.
class RecoveryWatch
{
public:
    RecoveryWatch(const RunView& run, const VerdictContext& context, OracleExamination& examination)
        : run_(run), context_(context), examination_(examination)
    {
    }

    void see(EventNumber number)
    {
        const EventKind kind = run_.kind(number);
        if (kind == EventKind::FaultOn || kind == EventKind::FaultOff ||
            kind == EventKind::FaultBitten)
            return fault(number);
        if (run_.log().header(number).source != Source::Client)
            return;
        switch (kind) {
        case EventKind::Started:
            isWanted_ = true;
            return trouble(number);
        case EventKind::Stopped:
        case EventKind::GaveUp:
        case EventKind::RunEnded:
            examine(number);
            isWanted_ = false;
            return;
        case EventKind::Online:
            return online(number);
        case EventKind::Offline:
            isOnline_ = false;
            isBack_ = true;
            return trouble(number);
        case EventKind::BackoffScheduled:
            wait_ = run_.duration(number, FieldKey::DelayNs).value_or(nanoseconds{});
            return trouble(number);
        case EventKind::BootAnswered:
            if (!run_.isAcceptedBoot(number)) {
                wait_ = run_.duration(number, FieldKey::IntervalNs).value_or(nanoseconds{});
                trouble(number);
            }
            return;
        case EventKind::AuthAnswered:
        case EventKind::SubscriptionAnswered:
        case EventKind::BootTimedOut:
        case EventKind::Closed:
        case EventKind::Dropped:
            return trouble(number);
        default:
            return;
        }
    }
    void finish() { examine(run_.log().size()); }

private:
    void fault(EventNumber number)
    {
        const auto which = run_.log().integer(number, FieldKey::FaultNumber).value_or(0);
        if (run_.kind(number) == EventKind::FaultOn)
            holding_.insert(which);
        else if (run_.kind(number) == EventKind::FaultOff)
            holding_.erase(which);
        trouble(number);
    }
    void trouble(EventNumber number) { trouble_ = number; }
    void online(EventNumber number)
    {
        if (isBack_)
            examination_.count();
        examine(number);
        isOnline_ = true;
        isBack_ = false;
        wait_ = {};
    }
    /// The longest that a client may take which does all that its settings allow, and no more.
    nanoseconds bound() const
    {
        const ReconnectPolicy& policy = *context_.policy;
        const SessionPolicy session = context_.session.value_or(SessionPolicy{});
        nanoseconds sum{};
        // A file may hold any number, and the sum must not overflow.
        for (const nanoseconds part :
             {wait_, policy.delayOffset, policy.connectTimeout, session.callTimeout,
              session.bootRetryInterval, policy.resumeDelay})
            sum += std::clamp<nanoseconds>(part, nanoseconds{}, std::chrono::years(20));
        return sum;
    }
    void examine(EventNumber number)
    {
        if (!isWanted_ || isOnline_ || !holding_.empty() || trouble_ == 0)
            return;
        const nanoseconds allowed = bound();
        const auto taken = run_.time(number) - run_.time(trouble_);
        const auto tolerance =
            context_.toleranceFor(run_, run_.time(trouble_), allowed, run_.time(number));
        if (taken - tolerance <= allowed)
            return;
        examination_.fail({trouble_, number},
                          QStringLiteral("The client was left in peace for %1 and was not online; "
                                         "%2 are enough by its settings.")
                              .arg(formatDuration(taken), formatDuration(allowed)));
        trouble_ = 0;
    }

    const RunView& run_;
    const VerdictContext& context_;
    OracleExamination& examination_;
    bool isWanted_ = false;
    bool isOnline_ = false;
    bool isBack_ = false;            ///< it was online before
    EventNumber trouble_ = 0;        ///< the newest thing that held the client up
    nanoseconds wait_{};             ///< what it was told to wait, or has scheduled
    std::set<std::int64_t> holding_; ///< faults, by their numbers
};

/// Each loss, until it is settled what it led to.
class LossWatch
{
public:
    LossWatch(const RunView& run, OracleExamination& examination)
        : run_(run), examination_(examination)
    {
    }

    void see(EventNumber number)
    {
        switch (run_.kind(number)) {
        case EventKind::Started:
            settle(number);
            wanted_ = true;
            restart_ = linked_;
            return;
        case EventKind::Stopped:
            settle(number);
            wanted_ = restart_ = false;
            return;
        case EventKind::ConnectBegin:
            settle(number);
            linked_ = true;
            return;
        case EventKind::Disconnected:
            settle(number);
            linked_ = false;
            lost_ = wanted_ && !std::exchange(restart_, false) ? number : 0;
            answers_ = 0;
            return;
        case EventKind::GaveUp:
            wanted_ = false;
            ++answers_;
            return;
        case EventKind::BackoffScheduled:
            ++answers_;
            return;
        default:
            return;
        }
    }
    /// A log that ends at the loss may have been cut before the answer.
    void finish(const VerdictContext& context)
    {
        if (lost_ == 0)
            return;
        const auto allowed = context.toleranceFor(run_, run_.time(lost_), {}, run_.lastTime());
        if (answers_ > 0 || run_.lastTime() - run_.time(lost_) > allowed)
            settle(0);
    }

private:
    void settle(EventNumber next)
    {
        if (lost_ == 0)
            return;
        examination_.require(answers_ == 1, {lost_, next}, [&] {
            return QStringLiteral("The loss of connection %1 led to %2 back-offs instead of one.")
                .arg(run_.epoch(lost_))
                .arg(answers_);
        });
        lost_ = 0;
    }

    const RunView& run_;
    OracleExamination& examination_;
    bool wanted_ = false;
    bool linked_ = false;  ///< a connection, or an attempt at one, is not over yet
    bool restart_ = false; ///< started again before it was over: connects at once
    EventNumber lost_ = 0;
    int answers_ = 0;
};

} // namespace

OracleAnswer p14(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    if (context.policy) {
        RecoveryWatch watch(run, context, examination);
        for (EventNumber number = 1; number <= run.log().size(); ++number)
            watch.see(number);
        if (run.log().size() > 0)
            watch.finish();
    }
    return examination.answer(QStringLiteral("The client came back all %1 times."),
                              QStringLiteral("The client was never lost, or was not left in peace "
                                             "for long enough."));
}

OracleAnswer p22(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    LossWatch watch(run, examination);
    for (const EventNumber number : run.client())
        watch.see(number);
    watch.finish(context);
    return examination.answer(
        QStringLiteral("Each of %1 losses led to one back-off, or to giving up."),
        QStringLiteral("No connection was lost that was still wanted."));
}

} // namespace redial::oracle
