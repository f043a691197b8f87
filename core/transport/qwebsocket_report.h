// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/socket_end_probe.h"
#include "core/wire/close_info.h"

#include <QAbstractSocket>
#include <QString>
#include <QStringList>

namespace redial {

/// What a QWebSocket has shown of one connection by the time it is over, and the true part of it.
/// Measured on Qt 6.4.2: see the rows of the transport contract test.
struct QWebSocketReport
{
    bool tcpConnected = false;
    bool tlsEstablished = false;
    bool opened = false;
    /// We called close().
    bool closedByUs = false;
    /// aboutToClose came without us: QWebSocket read a Close frame or found a violation.
    bool aboutToClose = false;
    std::optional<QAbstractSocket::SocketError> error;
    QString errorString;
    QStringList tlsErrors;
    quint16 closeCode = 1000;
    QString closeReason;
    std::optional<SocketEnd> end;

    CloseInfo closeInfo() const;

private:
    CloseInfo failedAttempt() const;
    CloseInfo lostConnection() const;
    CloseInfo endOfStream(const std::string& phase) const;
};

} // namespace redial
