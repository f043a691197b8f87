// SPDX-License-Identifier: MIT
#pragma once

#include "core/time/clock.h"
#include "core/wire/close_info.h"
#include "core/wire/msgi_error_payload.h"

#include <array>
#include <cassert>
#include <optional>
#include <type_traits>

namespace redial {

/// How one end of an MSGI connection behaves. Zero switches a duration off.
struct MsgiSessionPolicy
{
    /// Nothing came for so long: an ERROR frame and the end.
    std::chrono::nanoseconds idleTimeout{};
    /// Own PINGs, counted from the last one's PONG.
    std::chrono::nanoseconds pingInterval{};
    /// A PING without its PONG for so long ends the connection (fault M10).
    std::chrono::nanoseconds pongTimeout = std::chrono::seconds(10);
    /// Own HEARTBEATs.
    std::chrono::nanoseconds heartbeatInterval{};
    /// How long the peer's DISCONNECT is waited for after ours.
    std::chrono::nanoseconds disconnectTimeout = std::chrono::seconds(3);
};

/// Why an MSGI connection ended. Exactly one for each connection.
enum class MsgiEnd : std::uint8_t {
    PeerDisconnected,  ///< its DISCONNECT was answered
    Disconnected,      ///< ours was answered, or the peer ended the stream after it
    DisconnectIgnored, ///< ours was not answered in time
    BadFrame,          ///< the frame rules were broken: nobody knows where the next one begins
    BadPayload,        ///< a stage of the pipeline refused a payload
    IdleTooLong,
    PongTimedOut,
    EndOfStream, ///< FIN without DISCONNECT
    Reset,
    SlowReader, ///< more waits for the peer than the limit
    Refused,    ///< we take no more connections
    Dropped,    ///< the application let it go without DISCONNECT
};
inline constexpr int msgiEndCount = 12;
std::string_view nameOf(MsgiEnd end);
/// One sentence.
std::string_view sentenceOf(MsgiEnd end);
/// As the reconnecting machine and the log want it; code 1000 for an orderly end, 1002 for broken
/// rules, else 1006. `reason`: the DISCONNECT frame's; `detail`: empty for sentenceOf().
CloseInfo closeInfoOf(MsgiEnd end, std::string reason = {}, std::string detail = {});

/// What happened on a connection.
struct MsgiInput
{
    enum class Kind : std::uint8_t {
        Opened,
        Frame,            ///< type; whole and readable; the payload stays with the shell
        BadFrame,         ///< error: MsgiReader gave it
        BadPayload,       ///< error: the pipeline gave it
        BadContent,       ///< error: one after which the link lives (linkLivesAfter())
        DisconnectWanted, ///< by the application
        DropWanted,       ///< by the application: at once, without DISCONNECT
        RefusalWanted,    ///< error says why; in place of Opened
        Overflowed,       ///< more waits for the peer than the limit
        EndOfStream,      ///< FIN
        Reset,
        TimePassed, ///< at MsgiSessionState::due
    };
    Kind kind{};
    MsgiType type{};
    MsgiErrorCode error{};
    /// Of a Frame of type Pong: its payload is the last ping's number (msgiPingPayload()).
    bool answersPing = false;
};

/// What the shell has to do, in this order.
struct MsgiEffect
{
    enum class Kind : std::uint8_t {
        SendPong,       ///< with the payload of the frame of this step
        SendPing,       ///< with msgiPingPayload(state.pings)
        SendHeartbeat,  ///< empty
        SendError,      ///< error; the sentence is the shell's
        SendDisconnect, ///< with the application's reason, or none
        Deliver,        ///< the frame's payload: DATA or CONTROL
        NoteError,      ///< the peer's ERROR frame: for log and application
        NoteHeartbeat,  ///< the peer lives
        Ignore,         ///< a frame after the peer's DISCONNECT (M9)
        UnexpectedPong, ///< answers no PING of ours
        End,            ///< end; what waits is written first, then the stream ends
        EndAtOnce,      ///< end; what waits is given up
    };
    Kind kind{};
    MsgiErrorCode error{};
    MsgiEnd end{};
};

/// The effects of one step, in order, without heap.
class MsgiEffects
{
public:
    static constexpr std::size_t capacity = 4;

    void add(const MsgiEffect& effect)
    {
        assert(size_ < capacity);
        effects_[size_++] = effect;
    }
    const MsgiEffect* begin() const { return effects_.data(); }
    const MsgiEffect* end() const { return effects_.data() + size_; }
    std::size_t size() const { return size_; }

private:
    std::array<MsgiEffect, capacity> effects_;
    std::uint8_t size_ = 0;
};

/// One end of one connection. Small and trivially copyable: a server holds very many.
struct MsgiSessionState
{
    enum class Phase : std::uint8_t {
        Idle,          ///< before Opened
        Open,          ///< messages go both ways
        Disconnecting, ///< our DISCONNECT is out: nothing is sent, what comes is still taken
        Ended,         ///< what still comes is ignored
    };
    Phase phase = Phase::Idle;
    bool awaitsPong = false;
    std::uint32_t pings = 0;
    MonotonicTime lastReceived{};
    MonotonicTime lastHeartbeat{};
    /// Of our PING or DISCONNECT, or the last PING's answer.
    MonotonicTime waitsSince{};

    bool canSend() const { return phase == Phase::Open; }
};
static_assert(std::is_trivially_copyable_v<MsgiSessionState> && sizeof(MsgiSessionState) <= 32);

/// The behaviour of both ends: what PING, PONG, DATA, CONTROL, ERROR, HEARTBEAT and DISCONNECT do,
/// keep-alive, and how a connection ends. Pure: no sockets, timers or clock; payloads pass by it.
class MsgiSessionMachine
{
public:
    /// After End or EndAtOnce nothing but Ignore follows.
    static MsgiEffects step(MsgiSessionState& state, const MsgiInput& input,
                            const MsgiSessionPolicy& policy, MonotonicTime now);
    /// The step of a frame of type Data or Control, without the way through effects: true if it is
    /// to be delivered, false if it is ignored.
    static bool takesMessage(MsgiSessionState& state, MonotonicTime now)
    {
        if (state.phase == MsgiSessionState::Phase::Ended)
            return false;
        state.lastReceived = now;
        return true;
    }
    /// When TimePassed has something to do; absent: not before another input. A frame that is no
    /// PONG never brings it forward, so a shell may leave its timer as it is and ask again when it
    /// fires.
    static std::optional<MonotonicTime> nextDue(const MsgiSessionState& state,
                                                const MsgiSessionPolicy& policy);
};

/// The payload of a PING of ours: its number, 4 bytes, big-endian.
std::array<char, 4> msgiPingPayload(std::uint32_t number);

} // namespace redial
