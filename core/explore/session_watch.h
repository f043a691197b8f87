// SPDX-License-Identifier: MIT
#pragma once

#include "core/explore/explore_settings.h"
#include "core/explore/invariant.h"
#include "core/explore/model_state.h"

namespace redial {

/// LinkWatch's counterpart for one input of the session machine.
class SessionWatch
{
public:
    SessionWatch(ModelState& state, const ExploreSettings& settings, Invariant& violated)
        : state_(state), seen_(state.messages), policy_(settings.session), violated_(violated)
    {
    }

    void before(const SessionInput& input);
    /// Before the model acts on it.
    void see(const SessionEffect& effect);
    void after();

    /// Time has passed.
    static void pass(SessionHistory& seen, std::chrono::nanoseconds time);

private:
    void require(bool holds, Invariant invariant)
    {
        if (!holds && violated_ == Invariant::None)
            violated_ = invariant;
    }

    void onOpened();
    void onClosed();
    void onBootAnswered(const SessionInput& input);
    void onSend(OpenCall call);
    void onResolved(OpenCall call);
    void onTransactionGone();
    void examineQueues();
    void examineTimers();

    ModelState& state_;
    SessionHistory& seen_;
    const SessionPolicy& policy_;
    Invariant& violated_;
};

} // namespace redial
