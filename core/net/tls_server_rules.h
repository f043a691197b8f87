// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace redial {

enum class TlsVersion : std::uint8_t { Tls10, Tls11, Tls12, Tls13 };

/// What a server's TLS does other than usual. A plain value.
struct TlsServerRules
{
    /// Absent: 1.2 and 1.3.
    std::optional<TlsVersion> onlyVersion;
    /// Of TLS 1.2 and before, as OpenSSL writes them; empty: the usual ones.
    std::string ciphers;
    /// Gives out tickets, so that a client may resume its session.
    bool resumesSessions = true;
};

} // namespace redial
