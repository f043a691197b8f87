// SPDX-License-Identifier: MIT
#include "core/base/duration_text.h"
#include "core/verdict/oracle_functions.h"

#include <algorithm>
#include <map>

namespace redial::oracle {

namespace {

using std::chrono::nanoseconds;

bool isCallOut(const RunView& run, EventNumber number)
{
    const EventKind kind = run.kind(number);
    return kind == EventKind::CallSent || run.isHeartbeatCall(number) ||
           kind == EventKind::BootSent;
}

bool isBootOut(const RunView& run, EventNumber number)
{
    return run.kind(number) == EventKind::BootSent ||
           (run.kind(number) == EventKind::CallSent &&
            run.text(number, FieldKey::Action) == "BootNotification");
}

/// What the server may ask for before a station is accepted (OCPP B02.FR.01, TriggerMessage).
bool isTrigger(const RunView& run, EventNumber number)
{
    return run.kind(number) == EventKind::CallReceived &&
           run.text(number, FieldKey::Action) == "TriggerMessage";
}

/// The server may have given another heartbeat interval than the boot's answer did.
bool isReconfiguration(const RunView& run, EventNumber number)
{
    const std::string_view action = run.text(number, FieldKey::Action);
    return run.kind(number) == EventKind::CallReceived &&
           (action == "ChangeConfiguration" || action == "SetVariables");
}

/// No application message between opened and online, but what the server triggered.
void examineEarlyCalls(OracleExamination& examination, const RunView& run)
{
    std::map<std::uint32_t, int> triggered;
    for (const EventNumber number : run.client()) {
        if (isTrigger(run, number))
            ++triggered[run.epoch(number)];
        if (!isCallOut(run, number) || isBootOut(run, number))
            continue;
        const ConnectionStory* story = run.connection(run.epoch(number));
        if (!story || story->online == 0 || number > story->online)
            continue;
        if (triggered[story->epoch]-- > 0)
            continue;
        examination.fail(
            {number, story->online},
            QStringLiteral("Connection %1 sent a message before it was online.").arg(story->epoch));
    }
}

/// Heartbeats of one connection, while nobody changes the interval.
class HeartbeatWatch
{
public:
    HeartbeatWatch(const RunView& run, const VerdictContext& context,
                   OracleExamination& examination)
        : run_(run), context_(context), tolerance_(context.tolerance), examination_(examination)
    {
        // No server tells a feed's client how often.
        if (context.stream && context.stream->heartbeat)
            interval_ = context.stream->policy.heartbeatEvery;
    }

    void see(EventNumber number)
    {
        const EventKind kind = run_.kind(number);
        if (run_.isAcceptedBoot(number))
            interval_ = run_.duration(number, FieldKey::IntervalNs);
        else if (isReconfiguration(run_, number))
            interval_.reset();
        else if (kind == EventKind::Online)
            begin(number);
        else if (kind == EventKind::Offline)
            end(number);
        else if (kind == EventKind::HeartbeatSent)
            beat(number);
        else if (isTrigger(run_, number))
            mayBeEarly_ = true;
        else if (online_ != 0 && (isCallOut(run_, number) || kind == EventKind::CallResolved ||
                                  kind == EventKind::HeartbeatAnswered))
            quietSince_ = number;
        if (kind == EventKind::CallResolved)
            resolvedAt_ = run_.time(number);
        if (kind == EventKind::HeartbeatSent || isCallOut(run_, number))
            inFlight_ = true;
        else if (kind == EventKind::CallResolved || kind == EventKind::HeartbeatAnswered)
            inFlight_ = false;
    }

    /// The log is over; what should have come until its end?
    void finish(EventNumber last)
    {
        if (online_ != 0)
            examineSilence(last);
    }

private:
    void begin(EventNumber number)
    {
        online_ = number;
        previous_ = 0;
        quietSince_ = number;
        mayBeEarly_ = false;
        inFlight_ = false;
    }
    void end(EventNumber number)
    {
        if (online_ != 0)
            examineSilence(number);
        online_ = 0;
    }
    void beat(EventNumber number)
    {
        if (online_ == 0) {
            examination_.require(false, {number}, [] {
                return QStringLiteral("A heartbeat was sent while the station was not online.");
            });
            return;
        }
        if (interval_ && *interval_ > nanoseconds::zero()) {
            examineGap(number);
            examineSilence(number);
        }
        previous_ = number;
        quietSince_ = number;
        // One call is in flight at a time: a heartbeat that had to wait for its turn comes late,
        // and the next one in time.
        mayBeEarly_ = resolvedAt_ && run_.time(number) - *resolvedAt_ <= tolerance_;
    }
    /// Not too early: a heartbeat of an older rhythm would be.
    void examineGap(EventNumber number)
    {
        const ConnectionStory* story = run_.connection(run_.epoch(number));
        const EventNumber ready = story && story->ready != 0 ? story->ready : online_;
        const EventNumber since = previous_ != 0 ? previous_ : ready;
        const nanoseconds gap = run_.time(number) - run_.time(since);
        // One that a stall made late may be followed by one that is in time.
        const nanoseconds tolerance =
            context_.toleranceFor(run_, run_.time(since), *interval_, run_.time(number));
        const bool early = gap < *interval_ - tolerance && !mayBeEarly_;
        examination_.require(!early, {since, number}, [&] {
            return QStringLiteral("A heartbeat came after %1; the server's interval is %2.")
                .arg(formatDuration(gap), formatDuration(*interval_));
        });
    }
    /// Not too late: other messages may stand in for a heartbeat (OCPP 1.6 4.6, G02.FR.06). While a
    /// CALL is unanswered there may be no other (OCPP-J 4.1.1).
    void examineSilence(EventNumber until)
    {
        if (inFlight_ || !interval_ || *interval_ <= nanoseconds::zero())
            return;
        const nanoseconds silence = run_.time(until) - run_.time(quietSince_);
        const nanoseconds tolerance =
            context_.toleranceFor(run_, run_.time(quietSince_), *interval_, run_.time(until));
        if (silence - tolerance > *interval_)
            examination_.fail({quietSince_, until},
                              QStringLiteral("The station was silent for %1; the server's "
                                             "interval is %2.")
                                  .arg(formatDuration(silence), formatDuration(*interval_)));
    }

    const RunView& run_;
    const VerdictContext& context_;
    nanoseconds tolerance_;
    OracleExamination& examination_;
    std::optional<nanoseconds> interval_;
    EventNumber online_ = 0;
    EventNumber previous_ = 0;
    EventNumber quietSince_ = 0;
    std::optional<MonotonicTime> resolvedAt_;
    bool inFlight_ = false;
    bool mayBeEarly_ = false;
};

} // namespace

OracleAnswer p09(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    for (const ConnectionStory& story : run.connections()) {
        if (story.online == 0 || !context.policy)
            continue;
        examination.count();
        if (story.ready == 0 || story.ready > story.online) {
            examination.fail({story.online}, QStringLiteral("Connection %1 went online without an "
                                                            "accepted boot.")
                                                 .arg(story.epoch));
            continue;
        }
        const nanoseconds waited = run.time(story.online) - run.time(story.ready);
        const nanoseconds promised = context.policy->resumeDelay;
        const nanoseconds tolerance =
            context.toleranceFor(run, run.time(story.ready), promised, run.time(story.online));
        if (std::chrono::abs(waited - promised) > tolerance)
            examination.fail({story.ready, story.online},
                             QStringLiteral("Connection %1 went online %2 after it was ready; the "
                                            "resume delay is %3.")
                                 .arg(story.epoch)
                                 .arg(formatDuration(waited), formatDuration(promised)));
    }
    examineEarlyCalls(examination, run);
    return examination.answer(
        QStringLiteral("All %1 connections went online one resume delay after they were ready."),
        QStringLiteral("No connection went online."));
}

OracleAnswer p11(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    EventNumber refused = 0;
    for (const EventNumber number : run.client()) {
        const EventKind kind = run.kind(number);
        if (kind == EventKind::BootAnswered)
            refused = run.isAcceptedBoot(number) ? 0 : number;
        else if (isTrigger(run, number) || kind == EventKind::ConnectBegin)
            refused = 0; // asked for, or another connection's affair
        if (kind != EventKind::BootSent || refused == 0)
            continue;
        const nanoseconds interval =
            run.duration(refused, FieldKey::IntervalNs).value_or(nanoseconds::zero());
        const nanoseconds waited = run.time(number) - run.time(refused);
        examination.require(waited >= interval - context.tolerance, {refused, number}, [&] {
            return QStringLiteral("The boot was repeated after %1; the server's interval is %2.")
                .arg(formatDuration(waited), formatDuration(interval));
        });
        refused = 0;
    }
    return examination.answer(QStringLiteral("All %1 repeated boots waited for the interval."),
                              QStringLiteral("No boot was pending or rejected and repeated."));
}

OracleAnswer p13(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    for (const ConnectionStory& story : run.connections()) {
        // Who stops or drops an attempt ends it himself (P24).
        if (!context.policy || (story.opened == 0 && (story.dropped != 0 || story.stopped != 0)))
            continue;
        const EventNumber end = story.opened != 0 ? story.opened : story.end();
        const MonotonicTime until = end != 0 ? run.time(end) : run.lastTime();
        const nanoseconds taken = until - run.time(story.begin);
        const nanoseconds limit = context.policy->connectTimeout;
        const nanoseconds tolerance =
            context.toleranceFor(run, run.time(story.begin), limit, until);
        const bool late = taken - tolerance > limit;
        if (end == 0 && !late)
            continue;
        examination.require(!late, {story.begin, end}, [&] {
            return QStringLiteral("The attempt at connection %1 took %2; the limit is %3.")
                .arg(story.epoch)
                .arg(formatDuration(taken), formatDuration(context.policy->connectTimeout));
        });
    }
    return examination.answer(QStringLiteral("All %1 attempts ended in time."),
                              QStringLiteral("No attempt ended."));
}

OracleAnswer p15(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    HeartbeatWatch watch(run, context, examination);
    for (const EventNumber number : run.client())
        watch.see(number);
    if (run.log().size() > 0)
        watch.finish(run.log().size());
    return examination.answer(QStringLiteral("All %1 heartbeats kept the interval."),
                              QStringLiteral("No heartbeat was sent with a known interval."));
}

OracleAnswer p42(const RunView& run, const VerdictContext& context)
{
    OracleExamination examination;
    std::map<std::uint32_t, EventNumber> firstCalls;
    std::map<std::uint32_t, int> triggered;
    for (const EventNumber number : run.client()) {
        const std::uint32_t epoch = run.epoch(number);
        if (isTrigger(run, number))
            ++triggered[epoch];
        if (context.stream || !isCallOut(run, number))
            continue;
        const ConnectionStory* story = run.connection(epoch);
        const bool first = firstCalls.emplace(epoch, number).second;
        const bool bootsHere = context.bootOnEveryConnection || firstCalls.size() == 1;
        if (!story || !bootsHere)
            continue;
        if (first) {
            examination.require(isBootOut(run, number), {number}, [&] {
                return QStringLiteral("The first call of connection %1 was not BootNotification.")
                    .arg(epoch);
            });
        } else if (!isBootOut(run, number) && (story->ready == 0 || number < story->ready) &&
                   triggered[epoch]-- <= 0) {
            examination.fail({number}, QStringLiteral("Connection %1 sent a call before its boot "
                                                      "was accepted.")
                                           .arg(epoch));
        }
    }
    return examination.answer(
        QStringLiteral("BootNotification came first on each of %1 connections."),
        QStringLiteral("No call was sent."));
}

OracleAnswer p52(const RunView& run, const VerdictContext&)
{
    OracleExamination examination;
    for (const EventNumber number : run.client()) {
        const EventKind kind = run.kind(number);
        if (kind != EventKind::Connected && kind != EventKind::Online)
            continue;
        const ConnectionStory* story = run.connection(run.epoch(number));
        const bool open = story && story->opened != 0 && story->opened < number &&
                          (story->end() == 0 || story->end() > number);
        const bool ready =
            open && (kind == EventKind::Connected || (story->ready != 0 && story->ready <= number));
        examination.require(ready, {number}, [&] {
            return QStringLiteral("Connection %1 was called %2 when it was not %3.")
                .arg(run.epoch(number))
                .arg(kind == EventKind::Online ? QStringLiteral("online")
                                               : QStringLiteral("connected"),
                     open ? QStringLiteral("ready") : QStringLiteral("open"));
        });
    }
    return examination.answer(QStringLiteral("It was true each of %1 times."),
                              QStringLiteral("The link never came up."));
}

} // namespace redial::oracle
