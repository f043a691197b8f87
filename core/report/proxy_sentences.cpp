// SPDX-License-Identifier: MIT
#include "core/base/duration_text.h"
#include "core/report/account_sentences.h"

namespace redial {

namespace {

QString field(const EventLog& log, EventNumber number, FieldKey key)
{
    return printable(log.text(number, key));
}

QString connection(const EventLog& log, EventNumber number)
{
    return QStringLiteral("connection %1").arg(log.header(number).epoch);
}

QString address(const EventLog& log, EventNumber number)
{
    return QStringLiteral("%1:%2")
        .arg(field(log, number, FieldKey::Address))
        .arg(log.integer(number, FieldKey::Port).value_or(0));
}

QString closedSentence(const EventLog& log, EventNumber number)
{
    return QStringLiteral("%1 is over: %2 (%3 bytes up, %4 down)")
        .arg(connection(log, number), field(log, number, FieldKey::Detail))
        .arg(log.integer(number, FieldKey::BytesUpstream).value_or(0))
        .arg(log.integer(number, FieldKey::BytesDownstream).value_or(0));
}

QString noticedSentence(const EventLog& log, EventNumber number)
{
    return QStringLiteral("%1: the %2 noticed that nothing passes, %3 after %4 (%5)")
        .arg(connection(log, number), field(log, number, FieldKey::From),
             formatDuration(
                 log.duration(number, FieldKey::LatencyNs).value_or(std::chrono::nanoseconds(0))),
             field(log, number, FieldKey::Fault), field(log, number, FieldKey::Mode));
}

QString takeoverSentence(const EventLog& log, EventNumber number)
{
    return QStringLiteral("%1 is %2 a second time, while connection %3 still stands")
        .arg(connection(log, number), field(log, number, FieldKey::Identity))
        .arg(log.integer(number, FieldKey::Connection).value_or(0));
}

QString settledSentence(const EventLog& log, EventNumber number)
{
    const QString who = field(log, number, FieldKey::From);
    return QStringLiteral("takeover of %1: connection %2 was kept, %3 was ended by %4")
        .arg(field(log, number, FieldKey::Identity))
        .arg(log.integer(number, FieldKey::Connection).value_or(0))
        .arg(log.header(number).epoch)
        .arg(who.isEmpty() ? QStringLiteral("a fault") : QStringLiteral("the ") + who);
}

} // namespace

AccountSentence proxySentence(const EventLog& log, EventNumber number)
{
    switch (log.header(number).kind) {
    case EventKind::Listening:
        return {QStringLiteral("relaying %1 to %2")
                    .arg(address(log, number), field(log, number, FieldKey::To)),
                TextColour::Cyan};
    case EventKind::Accepted:
        return {
            QStringLiteral("%1 came from %2").arg(connection(log, number), address(log, number))};
    case EventKind::Refused:
        return {
            QStringLiteral("a client was refused: %1").arg(field(log, number, FieldKey::Detail)),
            TextColour::Yellow};
    case EventKind::TcpConnected:
        return {QStringLiteral("%1 stands through to %2")
                    .arg(connection(log, number), address(log, number)),
                TextColour::Green};
    case EventKind::ConnectionEnded:
        return {QStringLiteral("%1: the %2 sent FIN")
                    .arg(connection(log, number), field(log, number, FieldKey::From)),
                TextColour::Dim};
    case EventKind::ConnectionReset:
        return {QStringLiteral("%1: the %2 sent RST")
                    .arg(connection(log, number), field(log, number, FieldKey::From)),
                TextColour::Yellow};
    case EventKind::SideNoticed:
        return {noticedSentence(log, number), TextColour::Magenta};
    case EventKind::Takeover:
        return {takeoverSentence(log, number), TextColour::Yellow};
    case EventKind::TakeoverSettled:
        return {settledSentence(log, number), TextColour::Yellow};
    case EventKind::ProtocolError:
        return {QStringLiteral("%1: what the %2 sends cannot be followed: %3")
                    .arg(connection(log, number), field(log, number, FieldKey::From),
                         field(log, number, FieldKey::Detail)),
                TextColour::Yellow};
    case EventKind::Closed:
        return {closedSentence(log, number), TextColour::Red};
    default:
        return faultSentence(log, number);
    }
}

} // namespace redial
