// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/socket_end_probe.h"
#include "core/wire/close_info.h"

#include <QAbstractSocket>
#include <QStringList>

namespace redial {

/// What a TCP or TLS socket said when it failed, and how far the connection had come.
struct SocketFailure
{
    /// Named in reports: what the connection was doing.
    enum class Phase : std::uint8_t { Connecting, TlsHandshake, Upgrade, Open };

    Phase phase = Phase::Connecting;
    QAbstractSocket::SocketError error = QAbstractSocket::UnknownSocketError;
    QString errorString;
    QStringList tlsErrors;
    std::optional<SocketEnd> end;
};

/// The report of a connection that ended so without a Close frame.
CloseInfo closeInfoOf(const SocketFailure& failure);

/// What a connect that takes too long is waiting for, as a clause.
std::string waitingFor(SocketFailure::Phase phase);

} // namespace redial
