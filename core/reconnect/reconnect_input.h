// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/close_info.h"
#include "core/wire/drop_kind.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace redial {

/// The timers of the machine, each running at most once at a time.
enum class ReconnectTimer : std::uint8_t {
    Backoff, ///< until the next attempt
    Connect, ///< guard: a transport that never reports the end of an attempt
    Close,   ///< guard: a transport that never reports the end of a connection
    Resume,  ///< from ready to online
    Stable,  ///< until the connection counts as stable
};
inline constexpr int reconnectTimerCount = 5;
std::string_view nameOf(ReconnectTimer timer);

/// What happened to a reconnecting client. Only the members named beside a kind are looked at.
struct ReconnectInput
{
    enum class Kind : std::uint8_t {
        Start,
        Stop,
        Drop,            ///< drop
        TransportOpened, ///< epoch
        TransportClosed, ///< epoch, cause, code, httpStatus, retryAfter
        Ready,           ///< epoch
        TimerFired,      ///< timer
    };

    Kind kind{};
    std::uint32_t epoch = 0;
    CloseCause cause = CloseCause::NetworkError;
    DropKind drop = DropKind::Reset;
    ReconnectTimer timer{};
    std::uint16_t code = 1006;
    std::optional<std::uint16_t> httpStatus;
    std::optional<std::chrono::nanoseconds> retryAfter;

    static ReconnectInput start() { return {.kind = Kind::Start}; }
    static ReconnectInput stop() { return {.kind = Kind::Stop}; }
    static ReconnectInput dropped(DropKind how) { return {.kind = Kind::Drop, .drop = how}; }
    static ReconnectInput opened(std::uint32_t ofEpoch)
    {
        return {.kind = Kind::TransportOpened, .epoch = ofEpoch};
    }
    static ReconnectInput ready(std::uint32_t ofEpoch)
    {
        return {.kind = Kind::Ready, .epoch = ofEpoch};
    }
    static ReconnectInput fired(ReconnectTimer which)
    {
        return {.kind = Kind::TimerFired, .timer = which};
    }
    static ReconnectInput closed(std::uint32_t ofEpoch, const CloseInfo& info);
};

} // namespace redial
