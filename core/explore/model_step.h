// SPDX-License-Identifier: MIT
#pragma once

#include "core/explore/explore_settings.h"
#include "core/explore/invariant.h"
#include "core/explore/model_observer.h"
#include "core/explore/model_state.h"

namespace redial {

/// One event on its way through a ClientModel: machines, network and timers act on each other until
/// all is quiet. Lives as long as the step.
class ModelStep
{
public:
    ModelStep(ModelState& state, const ExploreSettings& settings, const Random& random,
              MonotonicTime& now, ModelObserver* observer)
        : state_(state), settings_(settings), random_(random), now_(now), observer_(observer)
    {
    }

    Invariant run(const ExploreChoice& choice);

private:
    void happen(const ExploreChoice& choice);
    void happenToLink(ExploreEvent event);
    void happenToMessages(ExploreEvent event);
    void fire(std::uint8_t timer);
    void passTime(std::chrono::nanoseconds time);

    void open();
    /// The transport reports the end of the present connection.
    void close(const CloseInfo& info);
    void reportLate();

    void reconnect(const ReconnectInput& input);
    void carryOut(const ReconnectEffect& effect);
    void endTransport(bool atOnce);
    void session(const SessionInput& input);
    void carryOut(const SessionEffect& effect, bool& ready, bool& isAdvised);
    void becomeReady();

    void arm(int timer, std::chrono::nanoseconds delay);
    void cancel(int timer);
    void violate(Invariant invariant)
    {
        if (violated_ == Invariant::None)
            violated_ = invariant;
    }

    ModelState& state_;
    const ExploreSettings& settings_;
    Random random_;
    MonotonicTime& now_;
    ModelObserver* observer_;
    Invariant violated_ = Invariant::None;
};

} // namespace redial
