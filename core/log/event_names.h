// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace redial {

/// The row of the timeline that an event is drawn on: which part of the system it speaks of.
enum class Lane : std::uint8_t { Network, Transport, Session, Controller, Fault, User, Verdict };

/// Who saw it happen. Client and server events of one run carry the same clock only when both run
/// in this process.
enum class Source : std::uint8_t { Client, Server, Proxy, Harness };

/// What happened. The names in run files are these in snake_case; a name that this build does not
/// know is kept as a number from `firstForeignName` on, and told by EventLog::kindName. New kinds
/// go at the end of their lane's group.
enum class EventKind : std::uint16_t {
    // network
    TcpConnected,
    TlsEstablished,
    UpgradeRequest,
    UpgradeResponse,
    PingSent,
    PingReceived,
    PongSent,
    PongReceived,
    CloseSent,
    CloseReceived,
    ConnectionReset,
    ConnectionEnded,
    ProtocolError,
    // transport
    Listening,
    Accepted,
    Refused,
    ConnectBegin,
    Opened,
    Closed,
    MessageIn,
    MessageOut,
    StaleSignal,
    Takeover,
    TakeoverSettled,
    // session
    BootSent,
    BootAnswered,
    BootTimedOut,
    HeartbeatSent,
    HeartbeatAnswered,
    CallSent,
    CallReceived,
    CallResolved,
    AnswerSent,
    UnexpectedAnswer,
    MalformedMessage,
    SendRequested,
    SendRejected,
    Queued,
    QueueDropped,
    AuthSent,
    AuthAnswered,
    SubscriptionSent,
    SubscriptionAnswered,
    PassivePingAnswered,
    PongTimedOut,
    MessageDelivered,
    RecoverySettled,
    BackendPicked,
    BackendHealth,
    // controller
    StateChanged,
    Connecting,
    Connected,
    Disconnected,
    Online,
    Offline,
    BackoffScheduled,
    GaveUp,
    StartRefused,
    TimerArmed,
    TimerFired,
    TimerCancelled,
    // fault
    FaultArmed,
    FaultOn,
    FaultOff,
    FaultBitten,
    FaultDisarmed,
    FaultUnbitten,
    SideNoticed,
    // user
    Started,
    Stopped,
    Dropped,
    Note,
    Commanded,
    CommandRefused,
    // verdict
    OracleResult,
    Finding,
    RunEnded,
};

/// The name of a field of an event. Names ending in _ns are int64 nanoseconds. See docs/run-file.md
/// for each one's meaning.
enum class FieldKey : std::uint16_t {
    Url,
    DelayNs,
    NominalNs,
    LowNs,
    HighNs,
    Strategy,
    Cause,
    Code,
    Reason,
    Clean,
    Remote,
    HttpStatus,
    RetryAfterNs,
    Subprotocol,
    Detail,
    From,
    To,
    Timer,
    TimerNumber, ///< written "timer_id"; redial::TimerId is the clock's type
    MessageId,
    Action,
    Payload,
    Size,
    Truncated,
    Binary,
    Outcome,
    Status,
    IntervalNs,
    ErrorCode,
    ErrorDescription,
    Oracle,
    Result,
    Witnesses,
    EpsNs,
    Fault,
    Mode,
    DurationNs,
    Address,
    Port,
    Identity,
    Connection,
    Opcode,
    Sequence,
    Count,
    Text,
    Limit,
    Protocol,
    LatencyNs,
    Direction,
    FaultNumber,
    BytesUpstream,
    BytesDownstream,
    TokenHash,
    Subscription,
    Channel,
    Handler,
    FrameType,
    Backend,
    Recovered,
    Weight,
};

/// Kinds and keys with this number or a higher one were met in a file and are not known to this
/// build.
inline constexpr std::uint16_t firstForeignName = 0x1000;

std::span<const std::string_view> laneNames();
std::span<const std::string_view> sourceNames();
std::span<const std::string_view> eventKindNames();
std::span<const std::string_view> fieldKeyNames();

/// Precondition: a value of the enumeration, not a foreign one.
std::string_view nameOf(Lane lane);
std::string_view nameOf(Source source);
std::string_view nameOf(EventKind kind);
std::string_view nameOf(FieldKey key);

std::optional<Lane> laneFromName(std::string_view name);
std::optional<Source> sourceFromName(std::string_view name);
std::optional<EventKind> eventKindFromName(std::string_view name);
std::optional<FieldKey> fieldKeyFromName(std::string_view name);

/// The lane that an event of this kind stands on. Precondition: not a foreign kind.
Lane laneOf(EventKind kind);

} // namespace redial
