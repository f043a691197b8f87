// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/socket_failure.h"

#include <QString>

namespace redial {

/// What a QWebSocket has shown of one connection by the time it is over, and the true part of it.
/// Measured on Qt 6.4.2: see the rows of the transport contract test.
struct QWebSocketReport
{
    SocketFailure failure;
    /// An error was signalled; `failure` has the first one.
    bool failed = false;
    /// We called close().
    bool closedByUs = false;
    /// aboutToClose came without us: QWebSocket read a Close frame or found a violation.
    bool aboutToClose = false;
    quint16 closeCode = 1000;
    QString closeReason;

    CloseInfo closeInfo() const;

private:
    CloseInfo failedAttempt() const;
    CloseInfo lostConnection() const;
};

} // namespace redial
