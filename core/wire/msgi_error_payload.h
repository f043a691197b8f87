// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/msgi_frame.h"
#include "core/wire/payload_stage.h"

namespace redial {

/// What an ERROR frame says was wrong. The numbers are those on the wire.
enum class MsgiErrorCode : std::uint16_t {
    BadMagic = 1,
    BadLength = 2, ///< below the head's ten bytes
    FrameTooLarge = 3,
    UnknownType = 4,
    CorruptPayload = 5,  ///< a stage of the pipeline could not take it
    PayloadTooLarge = 6, ///< more than the limit after decompression
    ForgedPayload = 7,
    ReplayedPayload = 8,
    KeyExhausted = 9,
    BadControl = 10,   ///< no control payload; the link lives on
    BadContent = 11,   ///< no container where one is asked for; the link lives on
    NoSuchPeer = 12,   ///< a private message to nobody; the link lives on
    IdleTooLong = 13,  ///< nothing came for the idle time-out
    PongTimedOut = 14, ///< our PING was not answered in time
    ServerFull = 15,
    SlowReader = 16, ///< more waits for the peer than the limit
    Stopping = 17,   ///< the sender is being stopped
};

inline constexpr std::size_t msgiErrorCodeCount = 17;

/// "bad_magic" and so on; empty for a number that is none of them.
std::string_view nameOf(MsgiErrorCode code);
/// True if frames can be exchanged after it.
bool linkLivesAfter(MsgiErrorCode code);

MsgiErrorCode codeOf(MsgiError::Kind kind);
MsgiErrorCode codeOf(PayloadError::Kind kind);

/// The content of an ERROR frame: code (2 bytes), sentence (UTF-8) to the end.
struct MsgiErrorPayload
{
    /// May be one that this build does not know: then nameOf() is empty.
    MsgiErrorCode code{};
    /// For people.
    std::string_view sentence;
};

void appendMsgiError(std::string& out, MsgiErrorCode code, std::string_view sentence);
/// Absent if it is shorter than a code or its sentence is not UTF-8. The view is into the bytes.
std::optional<MsgiErrorPayload> readMsgiError(std::string_view payload);

} // namespace redial
