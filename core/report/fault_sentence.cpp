// SPDX-License-Identifier: MIT
#include "core/report/account_sentences.h"

namespace redial {

namespace {

QString field(const EventLog& log, EventNumber number, FieldKey key)
{
    return printable(log.text(number, key));
}

/// " for connection 3"; empty if it is about the whole server.
QString placeOf(const EventLog& log, EventNumber number)
{
    const auto connection = log.integer(number, FieldKey::Connection);
    return connection ? QStringLiteral(" for connection %1").arg(*connection) : QString();
}

/// "connection 3", or the whole server.
QString hitBy(const EventLog& log, EventNumber number)
{
    const auto connection = log.integer(number, FieldKey::Connection);
    return connection ? QStringLiteral("connection %1").arg(*connection)
                      : QStringLiteral("everything");
}

/// ": detail"; empty if there is none.
QString behindColon(const QString& text)
{
    return text.isEmpty() ? QString() : QStringLiteral(": ") + text;
}

QString nameOfFault(const EventLog& log, EventNumber number)
{
    return field(log, number, FieldKey::Fault).replace(QLatin1Char('_'), QLatin1Char(' '));
}

/// Which one it is: "fault latency (downstream)". What is done without a plan has no direction; its
/// mode says how.
QString whichFault(const EventLog& log, EventNumber number)
{
    const QString name = QStringLiteral("fault ") + nameOfFault(log, number);
    const bool isPlanned = log.integer(number, FieldKey::FaultNumber).has_value();
    const QString direction = field(log, number, FieldKey::Direction);
    const QString mode = field(log, number, FieldKey::Mode);
    const QString mark = direction.isEmpty() && !isPlanned ? mode : direction;
    return mark.isEmpty() ? name : QStringLiteral("%1 (%2)").arg(name, mark);
}

QString armedSentence(const EventLog& log, EventNumber number)
{
    const QString text = field(log, number, FieldKey::Text);
    const QString detail = field(log, number, FieldKey::Detail);
    const QString name = nameOfFault(log, number);
    // A plan's text begins with the fault itself.
    if (text.startsWith(name))
        return QStringLiteral("fault armed: %1").arg(text);
    return QStringLiteral("fault armed: %1%2%3")
        .arg(name, text.isEmpty() ? QString() : QLatin1Char(' ') + text, behindColon(detail));
}

} // namespace

AccountSentence faultSentence(const EventLog& log, EventNumber number)
{
    const QString name = whichFault(log, number);
    const QString place = placeOf(log, number);
    switch (log.header(number).kind) {
    case EventKind::FaultArmed:
        return {armedSentence(log, number), TextColour::Dim};
    case EventKind::FaultDisarmed:
        return {QStringLiteral("%1 is disarmed").arg(name), TextColour::Dim};
    case EventKind::FaultOn:
        return {QStringLiteral("%1 is on%2").arg(name, place), TextColour::Magenta};
    case EventKind::FaultOff:
        return {QStringLiteral("%1 is off%2").arg(name, place), TextColour::Magenta};
    case EventKind::FaultBitten:
        return {
            QStringLiteral("%1 has hit %2%3")
                .arg(name, hitBy(log, number), behindColon(field(log, number, FieldKey::Detail))),
            TextColour::Magenta};
    case EventKind::FaultUnbitten:
        return {QStringLiteral("%1 never bit%2")
                    .arg(name, behindColon(field(log, number, FieldKey::Reason))),
                TextColour::Yellow};
    default:
        return {};
    }
}

} // namespace redial
