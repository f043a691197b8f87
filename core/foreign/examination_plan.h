// SPDX-License-Identifier: MIT
#pragma once

#include "core/foreign/situation.h"
#include "core/time/clock.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <vector>

namespace redial {

/// How a foreign client is examined.
struct ExaminationSettings
{
    std::uint32_t attempts = 10; ///< of an outage
    /// How long a connection stands before it counts as stable.
    std::chrono::nanoseconds stable = std::chrono::seconds(11);
    /// How long the client may stay away at least before it counts as having given up.
    std::chrono::nanoseconds patience = std::chrono::seconds(90);
    /// It can be started again by whoever started it.
    bool canRestart = false;
    /// Situations that are left out.
    std::vector<Situation> without;
};

/// What happened to an examination.
struct ExaminationInput
{
    enum class Kind : std::uint8_t {
        Begin,
        Accepted,      ///< connection
        Ready,         ///< connection: its boot was accepted; without OCPP, it is open
        TreatmentDone, ///< connection: the judge ended it
        Gone,          ///< connection: the client ended it
        Wake,
        ClientEnded, ///< its process
        Stop,        ///< by the user, or the time is over
    };
    Kind kind{};
    std::uint32_t connection = 0;
};

/// What is to be done next.
struct ExaminationEffect
{
    enum class Kind : std::uint8_t {
        Announce,  ///< situation, duration: how long it will take
        Completed, ///< situation; not of one in which the client stayed away
        Treat,     ///< connection, treatment, duration: hold or Retry-After
        Drop,      ///< connection: reset it now
        Silence,   ///< connection
        ClosePort,
        OpenPort,
        Wake,       ///< duration: instead of what was asked for before
        StayedAway, ///< situation, attempts, duration: the client did not come again
        RestartClient,
        Finish,
    };
    Kind kind{};
    Situation situation{};
    Treatment treatment{};
    std::uint32_t connection = 0;
    std::uint32_t attempts = 0;
    std::chrono::nanoseconds duration{};
};

/// Decides which situations a foreign client is led through, one after the other, each from a
/// connection that has stood long enough: what is done to each of its connections, when, and when
/// it is enough. Learns the client's waits as it goes and says how long the rest will take. Pure:
/// no clock, no sockets.
class ExaminationPlan
{
public:
    explicit ExaminationPlan(ExaminationSettings settings);

    std::vector<ExaminationEffect> step(const ExaminationInput& input, MonotonicTime now);

    /// The situations, in order.
    const std::vector<Situation>& situations() const { return situations_; }
    Situation present() const { return situations_[place_]; }
    std::size_t place() const { return place_; }
    /// From the beginning of the present situation to the end, by what is known of the waits;
    /// before anything is known for a client that waits 1 s and doubles up to 30 s.
    std::chrono::nanoseconds expectedLeft() const;
    std::chrono::nanoseconds expectedOf(Situation situation) const;
    std::chrono::nanoseconds stable() const { return settings_.stable; }
    bool isFinished() const { return phase_ == Phase::Finished; }

private:
    using Effects = std::vector<ExaminationEffect>;
    using Kind = ExaminationEffect::Kind;
    enum class Phase : std::uint8_t {
        LettingIn, ///< the next connection is let in
        Standing,  ///< one stands
        Treating,  ///< connections are treated as the situation asks
        Silent,    ///< the one that stood is silent
        PortClosed,
        Finished,
    };

    void onAccepted(std::uint32_t connection, MonotonicTime now, Effects& effects);
    void onReady(std::uint32_t connection, Effects& effects);
    void onEnd(std::uint32_t connection, MonotonicTime now, Effects& effects);
    void onWake(MonotonicTime now, Effects& effects);
    void letIn(std::uint32_t connection, Effects& effects);
    void treat(std::uint32_t connection, Effects& effects);
    void begin(std::size_t place, MonotonicTime now, Effects& effects);
    void leave(MonotonicTime now, Effects& effects);
    void stayedAway(Effects& effects);
    void await(MonotonicTime now, Effects& effects);
    void finish(Effects& effects);
    void learnWait(MonotonicTime now);

    std::uint32_t treatmentsOf(Situation situation) const;
    std::chrono::nanoseconds waitBefore(std::uint32_t attempt) const;
    std::chrono::nanoseconds holdOf(std::uint32_t attempt) const;
    std::chrono::nanoseconds retryAfter() const;
    std::chrono::nanoseconds quiet() const { return 4 * settings_.stable; }
    std::chrono::nanoseconds standingTime() const;

    ExaminationSettings settings_;
    std::vector<Situation> situations_;
    std::size_t place_ = 0;
    Phase phase_ = Phase::LettingIn;
    std::uint32_t standing_ = 0; ///< the connection that was let in
    std::uint32_t underTreatment_ = 0;
    std::uint32_t treated_ = 0;             ///< in the present situation
    std::uint32_t attempt_ = 1;             ///< that is awaited, in the present situation
    std::chrono::nanoseconds retryAfter_{}; ///< that the client was last told
    std::optional<MonotonicTime> awaitedSince_;
    std::map<std::uint32_t, std::chrono::nanoseconds> waits_; ///< the longest of each attempt
    std::chrono::nanoseconds longestWait_{};
    bool gaveUp_ = false;       ///< it stayed away in the present situation
    bool wasRestarted_ = false; ///< and has not come since
    bool hasCome_ = false;      ///< at all
};

} // namespace redial
