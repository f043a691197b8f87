// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/close_info.h"

#include <cstdint>
#include <string>

namespace redial {

/// How a StreamSocket ended: told once.
struct StreamClose
{
    enum class Cause : std::uint8_t {
        EndOfStream,  ///< FIN from both sides
        Reset,        ///< RST
        Refused,      ///< nobody listens there
        TlsFailed,    ///< the TLS handshake, or what came after it
        OutputLimit,  ///< the peer read too slowly: more waited to be sent than is allowed
        NetworkError, ///< anything else that the system reports
    };
    Cause cause = Cause::NetworkError;
    int error = 0; ///< errno; 0 where there is none
    /// What TLS said; empty without TLS.
    std::string detail;

    /// One sentence for people.
    std::string sentence() const;
    /// The same as a transport reports it; OutputLimit is LocalAbort.
    CloseInfo closeInfo() const;
};

} // namespace redial
