// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace redial {

/// Why a connection, or the attempt at one, came to its end. Told apart because a tester must see
/// them apart (oracle P50).
enum class CloseCause : std::uint8_t {
    CloseHandshake, ///< Close frames were exchanged; `code` is the peer's, or ours if we began
    Refused,        ///< the port answered with a reset to the SYN
    NameNotFound,   ///< the host name did not resolve
    ConnectTimeout, ///< TCP, TLS and upgrade together took longer than the policy's connect timeout
    TlsFailed,      ///< the TLS handshake or the verification failed
    HttpRefused,    ///< the upgrade was answered with another HTTP status than 101
    HandshakeFailed, ///< the answer to the upgrade was not a valid one
    Reset,           ///< RST on an open connection
    EndOfStream,     ///< FIN without a Close frame
    ProtocolError,   ///< the peer broke RFC 6455; we closed with `code`
    PongTimeout,     ///< our ping was not answered in time
    LocalAbort,      ///< we dropped the link without a Close frame
    NetworkError,    ///< anything else that the network reported
    CallTimeout,     ///< our CALL was not answered in time, and the policy ends the link for it
};

std::string_view nameOf(CloseCause cause);
std::optional<CloseCause> closeCauseFromName(std::string_view name);

/// How a connection ended: exactly one for each epoch, whatever the transport underneath reported.
struct CloseInfo
{
    CloseCause cause = CloseCause::NetworkError;
    /// The close code as the application sees it (RFC 6455 7.1.5): 1006 unless a Close frame was
    /// received, 1005 for one without a code.
    std::uint16_t code = 1006;
    /// The Close frame's reason, UTF-8.
    std::string reason;
    /// True if the peer, or the network, ended it; false if we did.
    bool remote = true;
    /// Present when the server answered the upgrade over HTTP.
    std::optional<int> httpStatus;
    /// The server's Retry-After, already turned into a wait from now (RFC 9110 10.2.3).
    std::optional<std::chrono::milliseconds> retryAfter;
    /// One sentence for people: what the socket, TLS or codec said.
    std::string detail;

    friend bool operator==(const CloseInfo&, const CloseInfo&) = default;
};

} // namespace redial
