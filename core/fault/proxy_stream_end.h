// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace redial {

/// Which way bytes go through the proxy, in Toxiproxy's words.
enum class StreamDirection : std::uint8_t {
    Upstream,   ///< from the client to the server
    Downstream, ///< from the server to the client
};

/// How one direction of a relayed connection ends.
enum class StreamEnd : std::uint8_t {
    HalfClose, ///< the source sent FIN: passed on as FIN, the other direction goes on
    Close,     ///< both sides get FIN: a fault ended the connection
    Reset,     ///< both sides get RST
};

} // namespace redial
