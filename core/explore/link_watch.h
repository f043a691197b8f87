// SPDX-License-Identifier: MIT
#pragma once

#include "core/explore/explore_settings.h"
#include "core/explore/invariant.h"
#include "core/explore/model_state.h"

#include <optional>

namespace redial {

/// Looks at one input of the reconnect machine and at what comes of it, and keeps the history. Pure
/// but for the state's history and the first violation, which it is given.
class LinkWatch
{
public:
    LinkWatch(ModelState& state, const ExploreSettings& settings, Invariant& violated)
        : state_(state), seen_(state.link), policy_(settings.policy), violated_(violated)
    {
    }

    void before(const ReconnectInput& input);
    /// Before the model acts on it.
    void see(const ReconnectEffect& effect);
    void after(const ReconnectInput& input);

    /// Time has passed.
    static void pass(ExploredLink& seen, std::chrono::nanoseconds time,
                     const ReconnectPolicy& policy);

private:
    void require(bool holds, Invariant invariant)
    {
        if (!holds && violated_ == Invariant::None)
            violated_ = invariant;
    }

    void onStateChanged(const ReconnectEffect& effect);
    void onOpenTransport();
    void onClosed(const ReconnectEffect& effect);
    void onBackoff(const ReconnectEffect& effect);
    void onGaveUp();
    void settleLoss();
    bool mustGiveUp() const;
    std::optional<std::uint32_t> expectedAttempt() const;
    void examineBounds(const ReconnectEffect& effect);
    void examineTimers();
    void examineTimes();

    ModelState& state_;
    ExploredLink& seen_;
    const ReconnectPolicy& policy_;
    Invariant& violated_;
    ReconnectInput input_;
    /// Of a connection that was lost in this step: what it had been.
    std::optional<ExploredLink> lost_;
    bool wasClosing_ = false;
    bool isStale_ = false;
    int answers_ = 0;
};

} // namespace redial
