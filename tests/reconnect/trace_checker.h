// SPDX-License-Identifier: MIT
#pragma once

#include "core/reconnect/reconnect_effect.h"
#include "core/reconnect/reconnect_input.h"
#include "core/reconnect/reconnect_policy.h"
#include "core/time/clock.h"

#include <QString>

#include <map>
#include <optional>
#include <string>

namespace redial::test {

/// Judges a reconnecting client by its inputs and effects alone, against ORACLES.md P01, P02, P08,
/// P09, P20-P25, P28-P30. Keeps its own idea of what must be true, and knows neither the machine's
/// state nor its code; only for the envelopes of strategies other than plain exponential does it
/// trust the effect's own bounds.
class TraceChecker
{
public:
    explicit TraceChecker(const ReconnectPolicy& policy) : policy_(policy) {}

    /// One step. `canSend` is what the client's sender would ask after it.
    void check(const ReconnectInput& input, const ReconnectEffects& effects, MonotonicTime now,
               bool canSend);

    /// How often each oracle was violated; empty if all hold.
    const std::map<std::string, int>& violations() const { return violations_; }
    /// The first violation as a sentence, for the test's message.
    const QString& firstViolation() const { return first_; }

    bool isWanted() const { return wanted_; }
    ConnectionState state() const { return state_; }
    std::uint32_t epoch() const { return epoch_; }
    bool isArmed(ReconnectTimer timer) const { return timers_.count(timer) != 0; }
    /// When the timer is due, or would have been.
    MonotonicTime due(ReconnectTimer timer) const { return timers_.at(timer); }
    const std::map<ReconnectTimer, MonotonicTime>& timers() const { return timers_; }

private:
    void require(bool holds, const char* oracle, const char* sentence);
    bool mustIgnore(const ReconnectInput& input) const;
    void beforeEffects(const ReconnectInput& input);
    void onEffect(const ReconnectEffect& effect, const ReconnectInput& input);
    void onStateChanged(const ReconnectEffect& effect);
    void onOpen(const ReconnectEffect& effect);
    void onArm(const ReconnectEffect& effect);
    void onClosed(const ReconnectInput& input);
    void onBackoff(const ReconnectEffect& effect, const ReconnectInput& input);
    void onGaveUp(const ReconnectEffect& effect, const ReconnectInput& input);
    void afterEffects(const ReconnectInput& input, bool canSend);
    bool isTerminal(const ReconnectInput& input) const;
    bool isExhausted() const;

    ReconnectPolicy policy_;
    MonotonicTime now_{};
    // the life of the client
    bool wanted_ = false;
    bool online_ = false;
    bool ready_ = false;
    bool closingByUs_ = false;
    bool restart_ = false;
    ConnectionState state_ = ConnectionState::Disconnected;
    std::uint32_t epoch_ = 0;
    std::uint32_t attempts_ = 0;
    std::map<ReconnectTimer, MonotonicTime> timers_;
    std::optional<MonotonicTime> closingSince_;
    // the step that is being judged
    int closed_ = 0;
    int backoffs_ = 0;
    int gaveUps_ = 0;
    int opens_ = 0;
    int asked_ = 0;
    std::optional<std::chrono::nanoseconds> armedBackoff_;

    std::map<std::string, int> violations_;
    QString first_;
};

} // namespace redial::test
