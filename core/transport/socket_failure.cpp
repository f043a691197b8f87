// SPDX-License-Identifier: MIT
#include "core/transport/socket_failure.h"

#include "core/transport/close_reports.h"

namespace redial {

namespace {

std::string during(SocketFailure::Phase phase)
{
    switch (phase) {
    case SocketFailure::Phase::TlsHandshake:
        return " during the TLS handshake";
    case SocketFailure::Phase::Connecting:
    case SocketFailure::Phase::Upgrade:
        return " before the upgrade was answered";
    case SocketFailure::Phase::Open:
        break;
    }
    return {};
}

} // namespace

CloseInfo closeInfoOf(const SocketFailure& failure)
{
    const std::string said = failure.errorString.toStdString();
    switch (failure.error) {
    case QAbstractSocket::ConnectionRefusedError:
        return endedByPeer(CloseCause::Refused, said);
    case QAbstractSocket::HostNotFoundError:
        return endedByPeer(CloseCause::NameNotFound, said);
    case QAbstractSocket::SocketTimeoutError:
        // Before the connection stands it is the kernel's SYN that went unanswered, after that its
        // retransmissions.
        return endedByPeer(failure.phase == SocketFailure::Phase::Connecting
                               ? CloseCause::ConnectTimeout
                               : CloseCause::NetworkError,
                           said);
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
    case QAbstractSocket::UnsupportedSocketOperationError:
        return endedByPeer(CloseCause::TlsFailed,
                           failure.tlsErrors.isEmpty()
                               ? said
                               : failure.tlsErrors.join(QStringLiteral(" ")).toStdString());
    case QAbstractSocket::RemoteHostClosedError:
        if (failure.end == SocketEnd::Reset)
            return endedByPeer(CloseCause::Reset,
                               "The peer reset the connection" + during(failure.phase) + ".");
        return endedByPeer(CloseCause::EndOfStream,
                           "The peer ended the connection without a Close frame" +
                               during(failure.phase) + ".");
    default:
        return endedByPeer(CloseCause::NetworkError, said);
    }
}

std::string waitingFor(SocketFailure::Phase phase)
{
    switch (phase) {
    case SocketFailure::Phase::Connecting:
        return "the TCP connection did not come about";
    case SocketFailure::Phase::TlsHandshake:
        return "the TLS handshake did not end";
    default:
        return "the server did not answer the upgrade";
    }
}

} // namespace redial
