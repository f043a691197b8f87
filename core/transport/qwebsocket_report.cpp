// SPDX-License-Identifier: MIT
#include "core/transport/qwebsocket_report.h"

#include "core/transport/close_reports.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace redial {

namespace {

/// "Unhandled http status code: 503 (Service Unavailable)." A 400 has sentences of its own.
std::optional<int> httpStatusIn(const QString& errorString)
{
    static const QRegularExpression status(QStringLiteral("http status code: (\\d{3})"));
    const auto match = status.match(errorString);
    if (match.hasMatch())
        return match.captured(1).toInt();
    if (errorString.contains(QLatin1String("Unknown error condition encountered")) ||
        errorString.contains(QLatin1String("Server requests a version that we don't support")))
        return 400;
    return std::nullopt;
}

/// The beginnings of the reasons that QWebSocket gives when it finds a violation itself; a peer's
/// own Close cannot be told from it otherwise.
bool isViolationReason(const QString& reason)
{
    static const std::array beginnings{
        QLatin1String("Invalid close code"),
        QLatin1String("Used reserved opcode"),
        QLatin1String("Rsv field is non-zero"),
        QLatin1String("Control frame is"),
        QLatin1String("Control frames cannot be fragmented"),
        QLatin1String("Lengths smaller than"),
        QLatin1String("Highest bit of payload length"),
        QLatin1String("Something went wrong during reading"),
        QLatin1String("Maximum framesize exceeded"),
        QLatin1String("Received Continuation frame"),
        QLatin1String("All data frames after the initial"),
        QLatin1String("Received message is too big"),
        QLatin1String("Received message too big"),
        QLatin1String("Invalid UTF-8 code encountered"),
        QLatin1String("Payload of close frame is too small"),
        QLatin1String("Error occurred while"),
        QLatin1String("Timeout when reading data"),
    };
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](QLatin1String beginning) { return reason.startsWith(beginning); });
}

} // namespace

CloseInfo QWebSocketReport::closeInfo() const
{
    if (closedByUs) {
        CloseInfo info = endedByHandshake(closeCode, closeReason.toStdString(), false);
        info.detail = "QWebSocket does not wait for the peer's Close frame: the code is ours.";
        return info;
    }
    return failure.phase == SocketFailure::Phase::Open ? lostConnection() : failedAttempt();
}

CloseInfo QWebSocketReport::failedAttempt() const
{
    const std::string said = failure.errorString.toStdString();
    if (const auto status = httpStatusIn(failure.errorString)) {
        CloseInfo info = endedByPeer(CloseCause::HttpRefused, said);
        info.httpStatus = status;
        return info;
    }
    // QWebSocket reports every failed upgrade as "connection refused".
    if (failure.error == QAbstractSocket::ConnectionRefusedError &&
        failure.phase != SocketFailure::Phase::Connecting)
        return endedByPeer(CloseCause::HandshakeFailed, said);
    return closeInfoOf(failure);
}

CloseInfo QWebSocketReport::lostConnection() const
{
    if (failed)
        return closeInfoOf(failure);
    if (!aboutToClose)
        return endedByPeer(CloseCause::NetworkError, "QWebSocket gave no reason.");
    CloseInfo info = endedByHandshake(closeCode, closeReason.toStdString(), true);
    if (isViolationReason(closeReason)) {
        info.cause = CloseCause::ProtocolError;
        info.remote = false;
        info.detail = "QWebSocket closed the connection: " + closeReason.toStdString();
    }
    return info;
}

} // namespace redial
