// SPDX-License-Identifier: MIT
#pragma once

#include <array>

namespace redial::test {

struct TableRow
{
    const char* state;
    const char* input;
    const char* effects;
};

/// What the machine must do, written down from the rules of DESIGN.md and ORACLES.md P20-P29, by
/// state and input. What is not listed does nothing; what speaks of another epoch than the current
/// one is stale and is not listed either.
// clang-format off
inline constexpr std::array<TableRow, 68> expectedEffects{{
    {"never started", "start", "now connecting, connecting, arm connect, open 1"},
    {"stopped", "start", "now connecting, connecting, arm connect, open 3"},
    {"backing off", "start", "start refused"},
    {"backing off", "stop", "cancel backoff"},
    {"backing off", "backoff fired", "now connecting, connecting, arm connect, open 3"},
    {"gave up", "start", "now connecting, connecting, arm connect, open 3"},
    {"connecting", "start", "start refused"},
    {"connecting", "stop", "cancel connect, now closing, arm close, close 2"},
    {"connecting", "drop close", "cancel connect, now closing, arm close, close 2"},
    {"connecting", "drop fin", "cancel connect, now closing, arm close, fin 2"},
    {"connecting", "drop reset", "cancel connect, now closing, arm close, reset 2"},
    {"connecting", "opened", "cancel connect, now connected, connected"},
    {"connecting", "closed", "cancel connect, now disconnected, closed, arm backoff, backoff 2"},
    {"connecting", "closed 401", "cancel connect, now disconnected, closed, gave up: terminal_http_status"},
    {"connecting", "closed 3700", "cancel connect, now disconnected, closed, gave up: terminal_close_code"},
    {"connecting", "connect fired", "reset 2, now disconnected, closed by guard, arm backoff, backoff 2"},
    {"open", "start", "start refused"},
    {"open", "stop", "now closing, arm close, close 2"},
    {"open", "drop close", "now closing, arm close, close 2"},
    {"open", "drop fin", "now closing, arm close, fin 2"},
    {"open", "drop reset", "now closing, arm close, reset 2"},
    {"open", "closed", "now disconnected, closed, arm backoff, backoff 2"},
    {"open", "closed 401", "now disconnected, closed, gave up: terminal_http_status"},
    {"open", "closed 3700", "now disconnected, closed, gave up: terminal_close_code"},
    {"open", "ready", "arm stable, arm resume"},
    {"ready", "start", "start refused"},
    {"ready", "stop", "cancel resume, cancel stable, now closing, arm close, close 2"},
    {"ready", "drop close", "cancel resume, cancel stable, now closing, arm close, close 2"},
    {"ready", "drop fin", "cancel resume, cancel stable, now closing, arm close, fin 2"},
    {"ready", "drop reset", "cancel resume, cancel stable, now closing, arm close, reset 2"},
    {"ready", "closed", "cancel resume, cancel stable, now disconnected, closed, arm backoff, backoff 2"},
    {"ready", "closed 401", "cancel resume, cancel stable, now disconnected, closed, gave up: terminal_http_status"},
    {"ready", "closed 3700", "cancel resume, cancel stable, now disconnected, closed, gave up: terminal_close_code"},
    {"ready", "resume fired", "online"},
    {"online", "start", "start refused"},
    {"online", "stop", "cancel stable, now closing, offline, arm close, close 2"},
    {"online", "drop close", "cancel stable, now closing, offline, arm close, close 2"},
    {"online", "drop fin", "cancel stable, now closing, offline, arm close, fin 2"},
    {"online", "drop reset", "cancel stable, now closing, offline, arm close, reset 2"},
    {"online", "closed", "cancel stable, now disconnected, offline, closed, arm backoff, backoff 2"},
    {"online", "closed 401", "cancel stable, now disconnected, offline, closed, gave up: terminal_http_status"},
    {"online", "closed 3700", "cancel stable, now disconnected, offline, closed, gave up: terminal_close_code"},
    {"stable", "start", "start refused"},
    {"stable", "stop", "now closing, offline, arm close, close 2"},
    {"stable", "drop close", "now closing, offline, arm close, close 2"},
    {"stable", "drop fin", "now closing, offline, arm close, fin 2"},
    {"stable", "drop reset", "now closing, offline, arm close, reset 2"},
    {"stable", "closed", "now disconnected, offline, closed, arm backoff, backoff 1"},
    {"stable", "closed 401", "now disconnected, offline, closed, gave up: terminal_http_status"},
    {"stable", "closed 3700", "now disconnected, offline, closed, gave up: terminal_close_code"},
    {"closing", "closed", "cancel close, now disconnected, closed"},
    {"closing", "closed 401", "cancel close, now disconnected, closed"},
    {"closing", "closed 3700", "cancel close, now disconnected, closed"},
    {"closing", "close fired", "reset 2, now disconnected, closed by guard"},
    {"closing, to start again", "start", "start refused"},
    {"closing, to start again", "closed", "cancel close, now disconnected, closed, now connecting, connecting, arm connect, open 3"},
    {"closing, to start again", "closed 401", "cancel close, now disconnected, closed, now connecting, connecting, arm connect, open 3"},
    {"closing, to start again", "closed 3700", "cancel close, now disconnected, closed, now connecting, connecting, arm connect, open 3"},
    {"closing, to start again", "close fired", "reset 2, now disconnected, closed by guard, now connecting, connecting, arm connect, open 3"},
    {"dropping", "start", "start refused"},
    {"dropping", "closed", "cancel close, now disconnected, closed, arm backoff, backoff 2"},
    {"dropping", "closed 401", "cancel close, now disconnected, closed, gave up: terminal_http_status"},
    {"dropping", "closed 3700", "cancel close, now disconnected, closed, arm backoff, backoff 2"},
    {"dropping", "close fired", "reset 2, now disconnected, closed by guard, arm backoff, backoff 2"},
    {"dropping, to stop", "closed", "cancel close, now disconnected, closed"},
    {"dropping, to stop", "closed 401", "cancel close, now disconnected, closed"},
    {"dropping, to stop", "closed 3700", "cancel close, now disconnected, closed"},
    {"dropping, to stop", "close fired", "reset 2, now disconnected, closed by guard"},
}};
// clang-format on

} // namespace redial::test
