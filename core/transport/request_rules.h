// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/transport/transport_request.h"
#include "core/wire/websocket_upgrade.h"

#include <QSslConfiguration>

#include <optional>
#include <string>

namespace redial {

/// Why this request cannot be tried, as one sentence with the remedy: no ws:// or wss:// URL, no
/// host, a header that would break the request apart. Empty if it can.
std::optional<std::string> problemOf(const TransportRequest& request);

/// Why there can be no MSGI connection to this URL, as one sentence with the remedy: not msgi:// or
/// msgis://, no host, no port, a path. Empty if there can.
std::optional<std::string> problemOfMsgi(const QUrl& url);

/// The URL's user info, if it has any (RFC 7617, UTF-8).
std::optional<BasicCredentials> credentialsOf(const QUrl& url);

/// The port of the URL, or the scheme's: 80 and 443 (RFC 6455 3).
quint16 portOf(const QUrl& url);

/// The longest payload of a Ping or Pong in bytes (RFC 6455 5.5).
constexpr qsizetype longestControlPayload = 125;

/// The code if an endpoint may send it, else 1000.
std::uint16_t sendableCloseCode(std::uint16_t code);

/// The beginning of the reason that fits into a Close frame.
QString sentReason(std::uint16_t code, const QString& reason);

/// TLS 1.2 or later, verified unless told otherwise. The error is one sentence: the CA text holds
/// no certificate.
Expected<QSslConfiguration, std::string> tlsConfiguration(const TlsOptions& options);

} // namespace redial
