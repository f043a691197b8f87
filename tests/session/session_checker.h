// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/ocpp_session_machine.h"

#include <array>
#include <optional>
#include <string>

namespace redial::test {

/// Judges a life of the session machine by its inputs and effects alone: written from the rules of
/// OCPP (OCPP-J 4.1.1, core 3.7.1 and 4.2, E13, B01 to B03, G02), not from the machine, whose state
/// it never sees.
class SessionChecker
{
public:
    explicit SessionChecker(const SessionPolicy& policy) : policy_(policy) {}

    /// Takes one step; the first broken rule is kept.
    void check(const SessionInput& input, const SessionEffects& effects, MonotonicTime now);

    const std::optional<std::string>& broken() const { return broken_; }
    std::optional<MonotonicTime> due(SessionTimer timer) const { return due_[indexOf(timer)]; }
    bool isConnected() const { return connected_; }
    OpenCall open() const { return open_; }

private:
    static std::size_t indexOf(SessionTimer timer) { return static_cast<std::size_t>(timer); }
    void expect(bool holds, const char* rule)
    {
        if (!holds && !broken_)
            broken_ = rule;
    }
    void before(const SessionInput& input);
    void onBootAnswered(const SessionInput& input);
    void onCallFailed();
    void onClosed();
    void onTimer(SessionTimer timer);
    void apply(const SessionEffect& effect);
    void applySend(OpenCall call);
    void applyArm(const SessionEffect& effect);
    void after();
    std::chrono::nanoseconds heartbeatInterval() const
    {
        return interval_ > std::chrono::nanoseconds::zero() ? interval_ : policy_.heartbeatInterval;
    }
    void judgeReport(bool wasOnline);
    bool online() const { return connected_ && registered_ && onlineWanted_; }

    SessionPolicy policy_;
    std::optional<std::string> broken_;
    MonotonicTime now_{};
    std::array<std::optional<MonotonicTime>, sessionTimerCount> due_;

    bool connected_ = false;
    bool bootNeeded_ = true; ///< by the policy, when the next connection opens
    bool registered_ = false;
    bool onlineWanted_ = false;
    bool bootTriggered_ = false;
    bool rejected_ = false;
    bool heartbeatDue_ = false;
    bool readyDue_ = false;
    OpenCall open_ = OpenCall::None;
    std::chrono::nanoseconds interval_{};
    MonotonicTime lastSent_{};
    MonotonicTime noBootBefore_{};
    MonotonicTime noTransactionBefore_{};
    std::uint32_t calls_ = 0;
    std::uint32_t transactions_ = 0;
    std::uint32_t failures_ = 0;

    // What this step still owes.
    OpenCall owedFailure_ = OpenCall::None;
    OpenCall owedTimeout_ = OpenCall::None;
    bool owesDone_ = false;
    bool owesDiscard_ = false;
    bool owesOnline_ = false;

    std::optional<MonotonicTime> offlineSince_;
    bool bootedSince_ = false;
    /// What this step reports: nothing, what changed, or all.
    std::optional<bool> reportsAll_;
};

} // namespace redial::test
