// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/transport/transport_request.h"

#include <QSslConfiguration>

#include <optional>
#include <string>

namespace redial {

/// Why this request cannot be tried, as one sentence with the remedy: no ws:// or wss:// URL, no
/// host, a header that would break the request apart. Empty if it can.
std::optional<std::string> problemOf(const TransportRequest& request);

/// "Basic …" for a URL with user info (RFC 7617, UTF-8), else empty.
QByteArray basicAuthorization(const QUrl& url);

/// The URL as it may be shown: without user info, query and fragment, which may hold secrets.
std::string notableUrl(const QUrl& url);

/// The port of the URL, or the scheme's: 80 and 443 (RFC 6455 3).
quint16 portOf(const QUrl& url);

/// TLS 1.2 or later, verified unless told otherwise. The error is one sentence: the CA text holds
/// no certificate.
Expected<QSslConfiguration, std::string> tlsConfiguration(const TlsOptions& options);

} // namespace redial
