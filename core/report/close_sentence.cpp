// SPDX-License-Identifier: MIT
#include "core/report/account_sentences.h"

namespace redial {

namespace {

QString closedWithCode(const EventLog& log, EventNumber number)
{
    const bool remote = log.boolean(number, FieldKey::Remote).value_or(true);
    QString text = QStringLiteral("closed by %1 with code %2")
                       .arg(remote ? QStringLiteral("the peer") : QStringLiteral("us"))
                       .arg(log.integer(number, FieldKey::Code).value_or(1005));
    const std::string_view reason = log.text(number, FieldKey::Reason);
    if (!reason.empty())
        text += QStringLiteral(" (%1)").arg(printable(reason));
    return text;
}

QString withDetail(const QString& text, const EventLog& log, EventNumber number)
{
    const std::string_view detail = log.text(number, FieldKey::Detail);
    return detail.empty() ? text : QStringLiteral("%1: %2").arg(text, printable(detail));
}

} // namespace

QString closeSentence(const EventLog& log, EventNumber number)
{
    const std::string_view cause = log.text(number, FieldKey::Cause);
    const bool remote = log.boolean(number, FieldKey::Remote).value_or(true);
    if (cause == "close_handshake")
        return closedWithCode(log, number);
    if (cause == "refused")
        return QStringLiteral("connection refused");
    if (cause == "name_not_found")
        return QStringLiteral("the host name was not found");
    if (cause == "connect_timeout")
        return QStringLiteral("not open within the connect time-out");
    if (cause == "tls_failed")
        return withDetail(QStringLiteral("TLS failed"), log, number);
    if (cause == "http_refused") {
        const auto status = log.integer(number, FieldKey::HttpStatus);
        return status ? QStringLiteral("the server answered HTTP %1").arg(*status)
                      : withDetail(QStringLiteral("the server answered HTTP only"), log, number);
    }
    if (cause == "handshake_failed")
        return withDetail(QStringLiteral("the answer to the upgrade was not valid"), log, number);
    if (cause == "reset")
        return remote ? QStringLiteral("reset by the peer") : QStringLiteral("reset by us");
    if (cause == "end_of_stream")
        return remote ? QStringLiteral("ended by the peer without a Close frame")
                      : QStringLiteral("ended by us without a Close frame");
    if (cause == "protocol_error")
        return withDetail(QStringLiteral("the peer broke the protocol"), log, number);
    if (cause == "pong_timeout")
        return QStringLiteral("no pong came in time");
    if (cause == "call_timeout")
        return QStringLiteral("dropped by us: a CALL was not answered in time");
    if (cause == "local_abort")
        return QStringLiteral("dropped by us without a Close frame");
    if (cause == "network_error")
        return withDetail(QStringLiteral("network error"), log, number);
    return cause.empty() ? QStringLiteral("no reason was recorded") : printable(cause);
}

} // namespace redial
