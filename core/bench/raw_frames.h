// SPDX-License-Identifier: MIT
#pragma once

#include "core/bench/bench_load.h"

#include <string>
#include <string_view>

namespace redial {

/// The frames of the baseline, in as few instructions as they can be had: no check that an honest
/// peer does not need.

/// A whole frame at the beginning of `bytes`.
struct RawFrame
{
    std::size_t size = 0; ///< of the whole frame; 0: not all of it is there
    std::size_t head = 0; ///< bytes before the payload
};
RawFrame findRawFrame(BenchFraming framing, std::string_view bytes);

/// Appends a frame of a client.
void appendRawFrame(BenchFraming framing, std::string& out, std::string_view payload);

/// The answer of a server to a client's frame; a WebSocket payload is unmasked in `out`.
void appendRawEcho(BenchFraming framing, std::string& out, std::string_view frame, RawFrame found);

/// The client's HTTP upgrade, and the server's answer to one that is whole; empty if it is not.
std::string rawUpgradeRequest();
std::string rawUpgradeAnswer(std::string_view request);

} // namespace redial
