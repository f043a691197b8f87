// SPDX-License-Identifier: MIT
// How the ends of an MSGI connection are named and told.
#include "core/session/msgi_session_machine.h"

namespace redial {

namespace {

struct EndRow
{
    std::string_view name;
    std::string_view sentence;
    CloseCause cause;
    std::uint16_t code;
    bool remote;
};

constexpr std::array<EndRow, msgiEndCount> ends{{
    {"peer_disconnected", "The peer said DISCONNECT.", CloseCause::CloseHandshake, 1000, true},
    {"disconnected", "DISCONNECT was exchanged.", CloseCause::CloseHandshake, 1000, false},
    {"disconnect_ignored", "The peer did not answer DISCONNECT in time.", CloseCause::LocalAbort,
     1006, false},
    {"bad_frame", "The peer broke the frame rules.", CloseCause::ProtocolError, 1002, false},
    {"bad_payload", "A payload did not pass the pipeline.", CloseCause::ProtocolError, 1002, false},
    {"idle_too_long", "Nothing came for the idle time-out.", CloseCause::LocalAbort, 1006, false},
    {"pong_timed_out", "PING was not answered in time.", CloseCause::PongTimeout, 1006, false},
    {"end_of_stream", "The peer ended the stream without DISCONNECT.", CloseCause::EndOfStream,
     1006, true},
    {"reset", "The connection was reset.", CloseCause::Reset, 1006, true},
    {"slow_reader", "More waited for the peer than the limit.", CloseCause::LocalAbort, 1006,
     false},
    {"refused", "No more connections are taken.", CloseCause::LocalAbort, 1006, false},
    {"dropped", "The connection was dropped without DISCONNECT.", CloseCause::LocalAbort, 1006,
     false},
}};

const EndRow& rowOf(MsgiEnd end)
{
    return ends[static_cast<std::size_t>(end)];
}

} // namespace

std::string_view nameOf(MsgiEnd end)
{
    return rowOf(end).name;
}

std::string_view sentenceOf(MsgiEnd end)
{
    return rowOf(end).sentence;
}

CloseInfo closeInfoOf(MsgiEnd end, std::string reason, std::string detail)
{
    const EndRow& row = rowOf(end);
    CloseInfo info;
    info.cause = row.cause;
    info.code = row.code;
    info.reason = std::move(reason);
    info.remote = row.remote;
    info.detail = detail.empty() ? std::string(row.sentence) : std::move(detail);
    return info;
}

} // namespace redial
