// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/socket_options.h"

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QStringList>
#include <QUrl>

#include <chrono>
#include <cstdint>

namespace redial {

/// How wss:// and msgis:// are verified. The default trusts what the system trusts and verifies
/// chain and host name.
struct TlsOptions
{
    /// PEM, one or several certificates. If not empty these alone are trusted, not the system's.
    QByteArray caCertificates;
    /// The name that the certificate must carry; empty: the URL's host.
    QString verifyName;
    /// False accepts any certificate: for a bench against a self-made server only.
    bool verify = true;
    /// For a server that asks who comes: a chain in PEM form, the leaf first, and its key without a
    /// password. The key is a secret: it is never written down.
    QByteArray ownCertificate;
    QByteArray ownKey;

    friend bool operator==(const TlsOptions&, const TlsOptions&) = default;
};

/// Everything that one attempt at a connection needs. A plain value.
struct TransportRequest
{
    /// ws:// or wss://, msgi:// or msgis:// for MsgiTransport. User info becomes Basic
    /// authentication (RFC 7617) and is never noted.
    QUrl url;
    /// In order of preference. The server must choose one of them if it names any.
    QStringList subprotocols;
    /// Sent with the upgrade as they stand, after those that the handshake itself needs.
    QList<QPair<QByteArray, QByteArray>> headers;
    /// Bound on name lookup, TCP, TLS and upgrade together.
    std::chrono::milliseconds connectTimeout{10'000};
    /// Bound on the closing handshake: how long our Close frame waits for the peer's, and the
    /// peer's FIN after that.
    std::chrono::milliseconds closeTimeout{2'000};
    TlsOptions tls;
    /// Offer permessage-deflate (RFC 7692). QWebSocket cannot.
    bool deflate = false;
    /// Answer the peer's pings (RFC 6455 5.5.2). QWebSocket always does.
    bool automaticPong = true;
    /// Bytes. A longer message from the peer ends the link with 1009.
    std::int64_t maximumMessageSize = 16LL * 1024 * 1024;
    /// Bytes that may wait for a peer that does not read. A message beyond it is not sent, and the
    /// link ends with CloseCause::LocalAbort, because what follows would be lost in silence.
    /// More than the longest message, so that one of those can be sent back.
    std::int64_t sendBufferLimit = 64LL * 1024 * 1024;
    /// Of the transports only MsgiTransport heeds it.
    SocketOptions socket;
};

} // namespace redial
