// SPDX-License-Identifier: MIT
#include "core/foreign/examination_plan.h"

#include <algorithm>
#include <utility>

namespace redial {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

namespace {

/// How often a short series is repeated.
constexpr std::uint32_t shortSeries = 4;

/// Those after which attempts must be counted from 1 begin from a connection that stood.
bool needsStable(Situation situation)
{
    switch (situation) {
    case Situation::Outage:
    case Situation::SecondOutage:
    case Situation::ClosedOnOpen:
    case Situation::ClosedWhenReady:
    case Situation::Held:
    case Situation::Steady:
        return true;
    default:
        return false;
    }
}

Treatment treatmentOf(Situation situation)
{
    switch (situation) {
    case Situation::Outage:
    case Situation::SecondOutage:
        return Treatment::Unheard;
    case Situation::ClosedOnOpen:
        return Treatment::Opened;
    case Situation::ClosedWhenReady:
        return Treatment::Ready;
    case Situation::Held:
        return Treatment::Held;
    case Situation::RetryAfter:
        return Treatment::RetryAfter;
    case Situation::Unauthorized:
        return Treatment::Unauthorized;
    default:
        return Treatment::LetIn;
    }
}

} // namespace

ExaminationPlan::ExaminationPlan(ExaminationSettings settings) : settings_(std::move(settings))
{
    for (const Situation situation :
         {Situation::Steady, Situation::Outage, Situation::ClosedOnOpen, Situation::ClosedWhenReady,
          Situation::Held, Situation::RetryAfter, Situation::HalfOpen, Situation::PortClosed,
          Situation::SecondOutage, Situation::Unauthorized}) {
        const auto& without = settings_.without;
        if (std::find(without.begin(), without.end(), situation) == without.end())
            situations_.push_back(situation);
    }
}

std::vector<ExaminationEffect> ExaminationPlan::step(const ExaminationInput& input,
                                                     MonotonicTime now)
{
    using Input = ExaminationInput::Kind;
    Effects effects;
    if (phase_ == Phase::Finished)
        return effects;
    switch (input.kind) {
    case Input::Begin:
        effects.push_back({Kind::Announce, present(), {}, 0, 0, expectedOf(present())});
        await(now, effects);
        break;
    case Input::Accepted:
        onAccepted(input.connection, now, effects);
        break;
    case Input::Ready:
        onReady(input.connection, effects);
        break;
    case Input::TreatmentDone:
    case Input::Gone:
        onEnd(input.connection, now, effects);
        break;
    case Input::Wake:
        onWake(now, effects);
        break;
    case Input::ClientEnded:
        stayedAway(effects);
        break;
    case Input::Stop:
        finish(effects);
        break;
    }
    return effects;
}

void ExaminationPlan::onAccepted(std::uint32_t connection, MonotonicTime now, Effects& effects)
{
    learnWait(now);
    wasRestarted_ = false;
    hasCome_ = true;
    if (phase_ == Phase::Treating && underTreatment_ == 0)
        return treat(connection, effects);
    if (phase_ == Phase::LettingIn || phase_ == Phase::Silent)
        return letIn(connection, effects);
    // A second connection at the same time: the log says so, and it may stand.
    effects.push_back({Kind::Treat, present(), Treatment::LetIn, connection});
}

void ExaminationPlan::letIn(std::uint32_t connection, Effects& effects)
{
    phase_ = Phase::LettingIn;
    standing_ = connection;
    effects.push_back({Kind::Treat, present(), Treatment::LetIn, connection});
    // One that never becomes ready counts all the same.
    effects.push_back({Kind::Wake, present(), {}, 0, 0, standingTime() + 2s});
}

void ExaminationPlan::onReady(std::uint32_t connection, Effects& effects)
{
    if (connection != standing_ || phase_ != Phase::LettingIn)
        return;
    phase_ = Phase::Standing;
    effects.push_back({Kind::Wake, present(), {}, 0, 0, standingTime()});
}

void ExaminationPlan::treat(std::uint32_t connection, Effects& effects)
{
    underTreatment_ = connection;
    ExaminationEffect effect{Kind::Treat, present(), treatmentOf(present()), connection};
    if (effect.treatment == Treatment::Held)
        effect.duration = holdOf(attempt_);
    if (effect.treatment == Treatment::RetryAfter)
        effect.duration = retryAfter_ = retryAfter();
    effects.push_back(effect);
    // A connection that never gets as far as the treatment must not stop everything.
    effects.push_back({Kind::Wake, present(), {}, 0, 0, effect.duration + settings_.patience});
}

void ExaminationPlan::onEnd(std::uint32_t connection, MonotonicTime now, Effects& effects)
{
    if (connection == underTreatment_) {
        underTreatment_ = 0;
        ++attempt_;
        if (++treated_ >= treatmentsOf(present()))
            phase_ = Phase::LettingIn;
        return await(now, effects);
    }
    const bool stood = phase_ == Phase::LettingIn || phase_ == Phase::Standing;
    if (connection != standing_ || !stood)
        return;
    // The client left by itself: the next one is let in again.
    standing_ = 0;
    phase_ = Phase::LettingIn;
    attempt_ = 1;
    await(now, effects);
}

void ExaminationPlan::onWake(MonotonicTime now, Effects& effects)
{
    switch (phase_) {
    case Phase::LettingIn:
        if (standing_ == 0)
            return stayedAway(effects);
        return leave(now, effects);
    case Phase::Standing:
        return leave(now, effects);
    case Phase::Treating:
        if (underTreatment_ == 0)
            return stayedAway(effects);
        effects.push_back({Kind::Drop, present(), {}, underTreatment_});
        return onEnd(underTreatment_, now, effects);
    case Phase::Silent:
        // It has not noticed.
        effects.push_back({Kind::Drop, present(), {}, std::exchange(standing_, 0)});
        phase_ = Phase::LettingIn;
        return await(now, effects);
    case Phase::PortClosed:
        effects.push_back({Kind::OpenPort});
        phase_ = Phase::LettingIn;
        return await(now, effects);
    case Phase::Finished:
        return;
    }
}

/// The connection that was let in has stood: on to the next situation.
void ExaminationPlan::leave(MonotonicTime now, Effects& effects)
{
    if (!gaveUp_)
        effects.push_back({Kind::Completed, present()});
    if (place_ + 1 >= situations_.size())
        return finish(effects);
    begin(place_ + 1, now, effects);
}

void ExaminationPlan::begin(std::size_t place, MonotonicTime now, Effects& effects)
{
    place_ = place;
    gaveUp_ = false;
    treated_ = 0;
    attempt_ = 1;
    underTreatment_ = 0;
    effects.push_back({Kind::Announce, present(), {}, 0, 0, expectedOf(present())});
    if (present() == Situation::HalfOpen) {
        phase_ = Phase::Silent;
        awaitedSince_.reset();
        effects.push_back({Kind::Silence, present(), Treatment::Silent, standing_});
        effects.push_back({Kind::Wake, present(), {}, 0, 0, quiet()});
        return;
    }
    if (present() == Situation::PortClosed)
        effects.push_back({Kind::ClosePort});
    effects.push_back({Kind::Drop, present(), {}, std::exchange(standing_, 0)});
    if (present() == Situation::PortClosed) {
        phase_ = Phase::PortClosed;
        awaitedSince_.reset();
        effects.push_back(
            {Kind::Wake, present(), {}, 0, 0, waitBefore(1) + waitBefore(2) + waitBefore(3) / 2});
        return;
    }
    phase_ = Phase::Treating;
    await(now, effects);
}

void ExaminationPlan::await(MonotonicTime now, Effects& effects)
{
    awaitedSince_ = now;
    const nanoseconds patience = std::max(settings_.patience, 5 * longestWait_ + 2s) + retryAfter_;
    retryAfter_ = nanoseconds::zero();
    effects.push_back({Kind::Wake, present(), {}, 0, 0, patience});
}

void ExaminationPlan::stayedAway(Effects& effects)
{
    effects.push_back({Kind::StayedAway,
                       present(),
                       {},
                       0,
                       attempt_ - 1,
                       std::max(settings_.patience, 5 * longestWait_ + 2s)});
    if (std::exchange(phase_, Phase::LettingIn) == Phase::PortClosed)
        effects.push_back({Kind::OpenPort}); // or it could not come anew
    awaitedSince_.reset();
    standing_ = 0;
    underTreatment_ = 0;
    gaveUp_ = true;
    if (!hasCome_ || !settings_.canRestart || std::exchange(wasRestarted_, true))
        return finish(effects);
    // It comes anew: what was under way is over, and the next situation begins from a fresh start.
    effects.push_back({Kind::RestartClient});
    effects.push_back({Kind::Wake, present(), {}, 0, 0, settings_.patience});
}

void ExaminationPlan::finish(Effects& effects)
{
    if (phase_ == Phase::PortClosed)
        effects.push_back({Kind::OpenPort});
    phase_ = Phase::Finished;
    effects.push_back({Kind::Finish});
}

void ExaminationPlan::learnWait(MonotonicTime now)
{
    const auto since = std::exchange(awaitedSince_, std::nullopt);
    const Situation situation = present();
    const bool tells = situation != Situation::RetryAfter && situation != Situation::Held &&
                       situation != Situation::PortClosed && situation != Situation::HalfOpen;
    if (!since || !tells)
        return;
    const nanoseconds wait = now - *since;
    longestWait_ = std::max(longestWait_, wait);
    nanoseconds& known = waits_[attempt_];
    known = std::max(known, wait);
}

std::uint32_t ExaminationPlan::treatmentsOf(Situation situation) const
{
    switch (situation) {
    case Situation::Outage:
    case Situation::SecondOutage:
        return settings_.attempts;
    case Situation::ClosedOnOpen:
    case Situation::ClosedWhenReady:
        return shortSeries;
    case Situation::Held:
        return shortSeries - 1;
    case Situation::RetryAfter:
        return 1;
    case Situation::Unauthorized:
        return 2;
    default:
        return 0;
    }
}

nanoseconds ExaminationPlan::waitBefore(std::uint32_t attempt) const
{
    if (waits_.empty())
        return std::min(nanoseconds(1s) * (1 << std::min(attempt - 1, 5U)), nanoseconds(30s));
    const auto next = waits_.lower_bound(attempt);
    return next == waits_.end() ? waits_.rbegin()->second : next->second;
}

/// Longer than the client would wait, so that both ways of counting differ.
nanoseconds ExaminationPlan::holdOf(std::uint32_t attempt) const
{
    return std::clamp(waitBefore(attempt + 1) * 3 / 2, nanoseconds(200ms), nanoseconds(8s));
}

/// Whole seconds, well beyond anything that it would wait anyway: how far it has counted its
/// attempts is not known here.
nanoseconds ExaminationPlan::retryAfter() const
{
    const nanoseconds longest = waits_.empty() ? waitBefore(2) : longestWait_;
    const auto beyond = std::chrono::ceil<std::chrono::seconds>(longest * 3 / 2) + 1s;
    return std::clamp<nanoseconds>(beyond, 2s, 300s);
}

nanoseconds ExaminationPlan::standingTime() const
{
    const std::size_t next = place_ + 1;
    const bool mustBeStable = present() == Situation::Steady ||
                              (next < situations_.size() && needsStable(situations_[next]));
    return mustBeStable ? settings_.stable : settings_.stable / 8;
}

nanoseconds ExaminationPlan::expectedOf(Situation situation) const
{
    nanoseconds sum = needsStable(situation) ? settings_.stable : settings_.stable / 8;
    const std::uint32_t treatments = treatmentsOf(situation);
    // Whether short connections let it begin anew is not known: the longer case is told.
    for (std::uint32_t attempt = 1; attempt <= treatments + 1; ++attempt) {
        sum += situation == Situation::Steady ? nanoseconds::zero() : waitBefore(attempt);
        if (situation == Situation::Held && attempt <= treatments)
            sum += holdOf(attempt);
    }
    if (situation == Situation::RetryAfter)
        sum += retryAfter();
    if (situation == Situation::HalfOpen)
        sum += quiet();
    if (situation == Situation::PortClosed)
        sum += waitBefore(1) + waitBefore(2) + waitBefore(3);
    return sum;
}

nanoseconds ExaminationPlan::expectedLeft() const
{
    nanoseconds sum{};
    for (std::size_t i = place_; i < situations_.size(); ++i)
        sum += expectedOf(situations_[i]);
    return sum;
}

} // namespace redial
