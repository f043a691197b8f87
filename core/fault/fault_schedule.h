// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/random.h"
#include "core/fault/fault_plan.h"
#include "core/time/clock.h"

#include <memory>

namespace redial {

/// Names one fault of a schedule for its whole life: its place in the order of adding, from 0.
using FaultIndex = std::size_t;

/// What a shell has to do, in this order.
struct FaultEffect
{
    enum class Kind : std::uint8_t {
        Armed,
        Disarmed,
        Begin, ///< do it now: on this connection, to this message, or to the whole server
        End,   ///< undo it
    };
    enum class Cause : std::uint8_t {
        Trigger,
        Over,             ///< the act is done, the duration or the window is over
        ConnectionClosed, ///< the connection went away
        ByHand,           ///< armed or disarmed from outside
    };

    Kind kind = Kind::Begin;
    FaultIndex fault = 0;
    std::optional<std::uint32_t> connection = {}; ///< absent: the whole server, or arming
    Cause cause = Cause::Trigger;

    friend bool operator==(const FaultEffect&, const FaultEffect&) = default;
};

/// One message as a schedule sees it. The action of an answer is that of its CALL.
struct FaultMessage
{
    FaultDirection direction = FaultDirection::Upstream; ///< never Both
    FaultOpcode opcode = FaultOpcode::Text;
    /// Absent for what is no OCPP message.
    std::optional<FaultMessageKind> kind = std::nullopt;
    QString action;
    QString text; ///< empty for binary
};

/// How a fault fared. begun == ended + those that hold now; bitten <= begun; armed counts arming.
struct FaultCounters
{
    std::uint64_t armed = 0;
    std::uint64_t begun = 0;
    std::uint64_t bitten = 0;
    std::uint64_t ended = 0; ///< healed

    friend bool operator==(const FaultCounters&, const FaultCounters&) = default;
};

/// A fault that changed nothing in the whole run, and why.
struct UnbittenFault
{
    FaultIndex fault = 0;
    QString reason; ///< a clause without a full stop
};

/// Decides when each fault of a plan begins and ends on which connection. A pure machine: no
/// sockets, timers, clock or threads; the same inputs give the same effects. Every input answers
/// with the effects in the order in which they are due. An act (FaultDefinition::lasts false) gets
/// its Begin and its End (Over) at once. Whether a fault changed anything is the shell's to know:
/// it tells so by bitten(). Memory grows with the connections that are open, not with those that
/// were.
class FaultSchedule
{
public:
    using Effects = std::vector<FaultEffect>;

    /// `start` is the run's begin, from which windows are counted. The random source is forked
    /// once for each fault, by its seed.
    FaultSchedule(const FaultPlan& plan, MonotonicTime start, Random random);
    ~FaultSchedule();
    FaultSchedule(FaultSchedule&&) noexcept;
    FaultSchedule& operator=(FaultSchedule&&) noexcept;

    /// Arms what the plan arms. To be called once, before a listener opens.
    Effects start(MonotonicTime now);

    /// A connection begins: accepted, or at a client attempted. Answers what acts at Connect, Tls
    /// and Stream, where the scope does not need the request.
    Effects connectionBegins(const FaultConnectionFacts& facts, MonotonicTime now);
    /// Its HTTP request was read: path and station are known. Never called for plain TCP.
    Effects requestRead(const FaultConnectionFacts& facts, MonotonicTime now);
    /// Its WebSocket is open.
    Effects opened(std::uint32_t connection, MonotonicTime now);
    /// A message is about to pass. Effects on faults of stage Message are about this message; all
    /// others are to be done after it has passed.
    Effects message(std::uint32_t connection, const FaultMessage& message, MonotonicTime now);
    /// Bytes have passed.
    Effects bytes(std::uint32_t connection, FaultDirection direction, std::uint64_t count,
                  MonotonicTime now);
    Effects connectionClosed(std::uint32_t connection, MonotonicTime now);
    /// Whatever is due by now. A shell calls it at nextDue().
    Effects timePassed(MonotonicTime now);
    /// When timePassed() has something to do; absent: not before another input.
    std::optional<MonotonicTime> nextDue() const;

    /// Adds a fault by hand; it is armed by arm().
    FaultIndex add(const PlannedFault& fault);
    /// No effect on a fault that is armed. Links that stand and are in scope are hit too.
    Effects arm(FaultIndex fault, MonotonicTime now);
    /// Ends it wherever it holds; a sequence goes on without it. One that the plan does not arm
    /// keeps its turn until it is armed.
    Effects disarm(FaultIndex fault, MonotonicTime now);
    /// The fault changed something on this connection (absent: the whole server). True if it is the
    /// first time in this turn of a state, which must hold there; of an act, the first time since
    /// it came.
    bool bitten(FaultIndex fault, std::optional<std::uint32_t> connection);

    /// Ends everything: for the end of the run.
    Effects finish(MonotonicTime now);
    /// After finish(): every fault that was armed and changed nothing.
    std::vector<UnbittenFault> unbitten() const;

    std::size_t size() const;
    const PlannedFault& planned(FaultIndex fault) const;
    bool isArmed(FaultIndex fault) const;
    FaultCounters counters(FaultIndex fault) const;
    /// True if it holds there now.
    bool holds(FaultIndex fault, std::optional<std::uint32_t> connection) const;
    /// The fault's own random source, for its random parameters.
    Random& random(FaultIndex fault);

    /// False: no fault needs to be told of messages (or bytes), so a shell need not look.
    bool looksAtMessages() const;
    bool looksAtBytes() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace redial
