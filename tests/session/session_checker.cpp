// SPDX-License-Identifier: MIT
#include "tests/session/session_checker.h"

#include <algorithm>
#include <utility>

namespace redial::test {

using InputKind = SessionInput::Kind;
using EffectKind = SessionEffect::Kind;
using std::chrono::nanoseconds;

void SessionChecker::check(const SessionInput& input, const SessionEffects& effects,
                           MonotonicTime now)
{
    now_ = now;
    const bool wasOnline = online();
    reportsAll_.reset();
    before(input);
    for (const SessionEffect& effect : effects)
        apply(effect);
    after();
    judgeReport(wasOnline);
}

/// Core 4.9, B04.FR.01, .02, and B01.FR.05 if the policy says so.
void SessionChecker::judgeReport(bool wasOnline)
{
    if (wasOnline && !online())
        offlineSince_ = now_;
    if (wasOnline || !online())
        return expect(!reportsAll_, "core 4.9: a report without a return");
    const bool wasLong = offlineSince_ && now_ - *offlineSince_ > policy_.offlineThreshold;
    const bool afterBoot = bootedSince_ && policy_.reportStatus == StatusReport::AfterBoot;
    offlineSince_.reset();
    bootedSince_ = false;
    expect(reportsAll_.has_value() == (policy_.reportStatus != StatusReport::Never),
           "core 4.9: the return is not followed by a report");
    expect(!reportsAll_ || *reportsAll_ == (wasLong || afterBoot),
           "B04.FR.01, .02: every connector after OfflineThreshold, otherwise what changed");
}

void SessionChecker::before(const SessionInput& input)
{
    switch (input.kind) {
    case InputKind::Opened:
        if (connected_)
            break;
        connected_ = true;
        rejected_ = false;
        bootNeeded_ = bootNeeded_ || policy_.bootPolicy == BootPolicy::EveryConnection;
        registered_ = !bootNeeded_;
        readyDue_ = registered_;
        noBootBefore_ = now_;
        lastSent_ = now_;
        break;
    case InputKind::Closed:
        onClosed();
        break;
    case InputKind::BootRequired:
        bootNeeded_ = true;
        break;
    case InputKind::BootAnswered:
        onBootAnswered(input);
        break;
    case InputKind::CallAnswered:
        if (open_ == OpenCall::None || open_ == OpenCall::Boot)
            break;
        owesDone_ = std::exchange(open_, OpenCall::None) == OpenCall::Transaction;
        break;
    case InputKind::CallFailed:
        onCallFailed();
        break;
    case InputKind::CallWanted:
        ++calls_;
        break;
    case InputKind::CallsDropped:
        calls_ -= std::min(calls_, input.count);
        break;
    case InputKind::TransactionWanted:
        ++transactions_;
        break;
    case InputKind::OnlineChanged:
        if (connected_ && registered_) {
            onlineWanted_ = input.online;
            heartbeatDue_ = heartbeatDue_ && input.online;
        }
        break;
    case InputKind::BootTriggered:
        bootTriggered_ = connected_ && !rejected_;
        break;
    case InputKind::HeartbeatTriggered:
        heartbeatDue_ = online();
        break;
    case InputKind::TimerFired:
        onTimer(input.timer);
        break;
    }
}

void SessionChecker::onBootAnswered(const SessionInput& input)
{
    if (open_ != OpenCall::Boot)
        return;
    open_ = OpenCall::None;
    const bool named = input.interval > nanoseconds::zero();
    if (input.status == RegistrationStatus::Accepted) {
        interval_ = named ? input.interval : policy_.heartbeatInterval;
        readyDue_ = !registered_;
        bootedSince_ = bootedSince_ || !registered_;
        registered_ = true;
        rejected_ = false;
        bootNeeded_ = false;
        return;
    }
    registered_ = false;
    onlineWanted_ = false;
    heartbeatDue_ = false;
    bootNeeded_ = true;
    rejected_ = input.status == RegistrationStatus::Rejected;
    noBootBefore_ =
        now_ + (named ? input.interval
                      : std::max<nanoseconds>(policy_.bootRetryInterval, std::chrono::seconds(1)));
}

void SessionChecker::onCallFailed()
{
    const OpenCall failed = std::exchange(open_, OpenCall::None);
    if (failed == OpenCall::Boot && !registered_)
        noBootBefore_ =
            now_ + std::max<nanoseconds>(policy_.bootRetryInterval, std::chrono::seconds(1));
    if (failed != OpenCall::Transaction)
        return;
    ++failures_;
    owesDiscard_ = failures_ >= policy_.messageAttempts;
    noTransactionBefore_ = now_ + policy_.messageAttemptInterval * std::int64_t(failures_);
}

void SessionChecker::onClosed()
{
    if (!connected_)
        return;
    connected_ = registered_ = onlineWanted_ = bootTriggered_ = heartbeatDue_ = readyDue_ = false;
    noTransactionBefore_ = {};
    owedFailure_ = std::exchange(open_, OpenCall::None);
}

void SessionChecker::onTimer(SessionTimer timer)
{
    auto& due = due_[indexOf(timer)];
    if (!due || now_ < *due)
        return;
    due.reset();
    // Core 4.6: it may be left out if another message was sent within the interval.
    if (timer == SessionTimer::Heartbeat &&
        !(policy_.skipHeartbeatWhenBusy && now_ - lastSent_ < heartbeatInterval()))
        heartbeatDue_ = true;
    if (timer == SessionTimer::Resume)
        owesOnline_ = true;
    if (timer == SessionTimer::Call) {
        owedTimeout_ = open_;
        onCallFailed();
    }
}

void SessionChecker::apply(const SessionEffect& effect)
{
    switch (effect.kind) {
    case EffectKind::SendBoot:
        expect(!registered_ || bootTriggered_, "a Boot of a registered station");
        expect(now_ >= noBootBefore_ || (bootTriggered_ && !rejected_),
               "core 4.2: Boot before the interval is over");
        bootTriggered_ = false;
        applySend(OpenCall::Boot);
        break;
    case EffectKind::SendHeartbeat:
        expect(std::exchange(heartbeatDue_, false), "P15: a Heartbeat that is not due");
        applySend(OpenCall::Heartbeat);
        break;
    case EffectKind::SendCall:
        expect(calls_ > 0, "P33: a call that nobody wants, or for the second time");
        calls_ -= calls_ > 0 ? 1 : 0;
        applySend(OpenCall::Application);
        break;
    case EffectKind::SendTransaction:
        expect(transactions_ > 0, "P35: a transaction message that nobody wants");
        expect(now_ >= noTransactionBefore_, "E13: interval x preceding transmissions");
        applySend(OpenCall::Transaction);
        break;
    case EffectKind::ArmTimer:
        applyArm(effect);
        break;
    case EffectKind::CancelTimer:
        expect(due_[indexOf(effect.timer)].has_value(), "P25: cancel of a timer that is not armed");
        due_[indexOf(effect.timer)].reset();
        break;
    case EffectKind::OpenCallTimedOut:
        expect(std::exchange(owedTimeout_, OpenCall::None) == effect.call &&
                   effect.call != OpenCall::None,
               "a time-out of a call that is not open");
        break;
    case EffectKind::FailOpenCall:
        expect(std::exchange(owedFailure_, OpenCall::None) == effect.call &&
                   effect.call != OpenCall::None,
               "P31: a call failed that was not open");
        break;
    case EffectKind::FailWaitingCalls:
        expect(!online() && calls_ > 0 && policy_.offlineSend != OfflineSend::Queue,
               "P31: waiting calls failed without a reason");
        calls_ = 0;
        break;
    case EffectKind::TransactionDone:
        expect(std::exchange(owesDone_, false), "a transaction message done without its answer");
        --transactions_;
        failures_ = 0;
        break;
    case EffectKind::TransactionDiscarded:
        expect(std::exchange(owesDiscard_, false), "E13: discarded before its attempts");
        --transactions_;
        failures_ = 0;
        noTransactionBefore_ = {};
        break;
    case EffectKind::Ready:
        expect(std::exchange(readyDue_, false), "B01: ready without an accepted Boot");
        break;
    case EffectKind::Online:
        expect(std::exchange(owesOnline_, false), "P09: online before the resume delay");
        onlineWanted_ = true;
        break;
    case EffectKind::ReportStatus:
        expect(!reportsAll_, "core 4.9: reported twice");
        expect(online(), "P30: reported while not online");
        reportsAll_ = effect.all;
        break;
    }
}

void SessionChecker::applySend(OpenCall call)
{
    expect(connected_, "P30: sent without a connection");
    expect(open_ == OpenCall::None, "OCPP-J 4.1.1: two CALLs in flight");
    expect(call == OpenCall::Boot || registered_, "P42: sent before the Boot was accepted");
    expect(call == OpenCall::Boot || online(), "P30: sent while not online");
    open_ = call;
    lastSent_ = now_;
}

void SessionChecker::applyArm(const SessionEffect& effect)
{
    auto& due = due_[indexOf(effect.timer)];
    expect(!due.has_value(), "P25: a timer armed twice");
    expect(connected_, "P25: a timer armed without a connection");
    due = effect.delay > nanoseconds::max() - now_.time_since_epoch() ? MonotonicTime::max()
                                                                      : now_ + effect.delay;
    const nanoseconds interval = heartbeatInterval();
    switch (effect.timer) {
    case SessionTimer::Heartbeat:
        expect(effect.delay == interval ||
                   (policy_.skipHeartbeatWhenBusy && effect.delay < interval),
               "P15: the heartbeat interval is not the server's");
        break;
    case SessionTimer::Call:
        expect(effect.delay == policy_.callTimeout, "the call time-out is not the policy's");
        break;
    case SessionTimer::Resume:
        expect(policy_.ownsResumeDelay && effect.delay == policy_.resumeDelay,
               "P09: the resume delay is not the policy's");
        break;
    case SessionTimer::BootRetry:
        expect(*due == noBootBefore_, "core 4.2: the wait before the next Boot");
        break;
    case SessionTimer::TransactionRetry:
        expect(*due == noTransactionBefore_, "E13: interval x preceding transmissions");
        break;
    }
}

void SessionChecker::after()
{
    const auto armed = [&](SessionTimer timer) { return due_[indexOf(timer)].has_value(); };
    expect(owedFailure_ == OpenCall::None, "P31: the open call was not resolved at the close");
    expect(owedTimeout_ == OpenCall::None, "an open call was not timed out");
    expect(!owesDone_, "A20: an answered transaction message stays in the queue");
    expect(!owesDiscard_, "E13: a transaction message has more than its attempts");
    expect(!owesOnline_, "P09: not online after the resume delay");
    expect(!readyDue_, "B01: accepted, but not ready");
    expect(armed(SessionTimer::Call) == (open_ != OpenCall::None),
           "P25: the call timer does not run with the call");
    expect(connected_ || std::none_of(due_.begin(), due_.end(),
                                      [](const auto& due) { return due.has_value(); }),
           "P25: a timer outlives the connection");
    expect(online() || calls_ == 0 || policy_.offlineSend == OfflineSend::Queue,
           "P30: calls wait although the station is not online");
    expect(!connected_ || registered_ || open_ == OpenCall::Boot || armed(SessionTimer::BootRetry),
           "B01: nothing leads to the next Boot");
    expect(!online() || open_ != OpenCall::None ||
               (calls_ == 0 && !heartbeatDue_ &&
                (transactions_ == 0 || armed(SessionTimer::TransactionRetry))),
           "messages wait although nothing is in flight");
    expect(!online() || armed(SessionTimer::Heartbeat) ||
               policy_.heartbeatInterval == nanoseconds::zero(),
           "G02: online without a heartbeat");
}

} // namespace redial::test
