// SPDX-License-Identifier: MIT
#pragma once

#include "core/explore/model_state.h"

namespace redial {

/// Is told what goes on inside one step of a ClientModel, in order.
class ModelObserver
{
public:
    virtual ~ModelObserver() = default;

    virtual void timePassed(std::chrono::nanoseconds time) = 0;
    virtual void timerFired(std::uint8_t timer) = 0;
    /// Before the machine's effects; `state` is that after the machine's step.
    virtual void reconnectInput(const ReconnectInput& input, const ModelState& state) = 0;
    virtual void reconnectEffect(const ReconnectEffect& effect) = 0;
    virtual void sessionInput(const SessionInput& input, const ModelState& state) = 0;
    virtual void sessionEffect(const SessionEffect& effect) = 0;
    /// The transport reports its end; before the machine hears of it.
    virtual void linkClosed(const CloseInfo& info) = 0;
    virtual void linkOpened() = 0;
};

} // namespace redial
