// SPDX-License-Identifier: MIT
#include "core/report/account_sentences.h"

#include "core/base/duration_text.h"

namespace redial {

namespace {

QString field(const EventLog& log, EventNumber number, FieldKey key)
{
    return printable(log.text(number, key));
}

QString duration(const EventLog& log, EventNumber number, FieldKey key)
{
    return formatDuration(log.duration(number, key).value_or(std::chrono::nanoseconds::zero()));
}

QString spaced(QString name)
{
    return name.replace(QLatin1Char('_'), QLatin1Char(' '));
}

/// Whether the connection that this event closes had been open.
bool wasOpen(const EventLog& log, EventNumber closed)
{
    const EventHeader& header = log.header(closed);
    for (EventNumber number = closed - 1; number >= 1; --number) {
        const EventHeader& earlier = log.header(number);
        if (earlier.source != header.source || earlier.epoch != header.epoch)
            continue;
        if (earlier.kind == EventKind::Opened)
            return true;
        if (earlier.kind == EventKind::ConnectBegin || earlier.kind == EventKind::Accepted)
            return false;
    }
    return false;
}

QString bootSentence(const EventLog& log, EventNumber number)
{
    const QString status = field(log, number, FieldKey::Status);
    const auto interval = log.duration(number, FieldKey::IntervalNs);
    if (!interval)
        return QStringLiteral("boot %1").arg(status);
    return log.text(number, FieldKey::Status) == "Accepted"
               ? QStringLiteral("boot %1, a heartbeat every %2")
                     .arg(status, formatDuration(*interval))
               : QStringLiteral("boot %1, to be repeated after %2")
                     .arg(status, formatDuration(*interval));
}

QString backoffSentence(const EventLog& log, EventNumber number)
{
    return QStringLiteral("waiting %1 before attempt %2 (allowed %3 to %4)")
        .arg(duration(log, number, FieldKey::DelayNs))
        .arg(log.header(number).attempt)
        .arg(duration(log, number, FieldKey::LowNs), duration(log, number, FieldKey::HighNs));
}

QString openedSentence(const EventLog& log, EventNumber number)
{
    const QString protocol = field(log, number, FieldKey::Subprotocol);
    const auto epoch = log.header(number).epoch;
    return protocol.isEmpty()
               ? QStringLiteral("connection %1 is open").arg(epoch)
               : QStringLiteral("connection %1 is open (%2)").arg(epoch).arg(protocol);
}

AccountSentence closedSentence(const EventLog& log, EventNumber number)
{
    const bool open = wasOpen(log, number);
    return {(open ? QStringLiteral("connection %1 ended: %2")
                  : QStringLiteral("connection %1 failed: %2"))
                .arg(log.header(number).epoch)
                .arg(closeSentence(log, number)),
            TextColour::Red};
}

QString resolvedSentence(const EventLog& log, EventNumber number)
{
    const std::string_view outcome = log.text(number, FieldKey::Outcome);
    if (outcome == "result" || outcome.empty())
        return {};
    const QString action = field(log, number, FieldKey::Action);
    return QStringLiteral("%1 ended as %2")
        .arg(action.isEmpty() ? QStringLiteral("a call") : action, spaced(printable(outcome)));
}

AccountSentence sessionSentence(const EventLog& log, EventNumber number)
{
    const QString action = field(log, number, FieldKey::Action);
    switch (log.header(number).kind) {
    case EventKind::BootSent:
        return {QStringLiteral("sent BootNotification")};
    case EventKind::BootAnswered:
        return {bootSentence(log, number), TextColour::Green};
    case EventKind::BootTimedOut:
        return {QStringLiteral("BootNotification was not answered in time"), TextColour::Yellow};
    case EventKind::HeartbeatSent:
        return {QStringLiteral("sent Heartbeat"), TextColour::Dim};
    case EventKind::CallSent:
        if (action == QLatin1String("BootNotification") || action == QLatin1String("Heartbeat"))
            return {};
        return {QStringLiteral("sent %1").arg(action)};
    case EventKind::CallReceived:
        return {QStringLiteral("the server called %1").arg(action)};
    case EventKind::CallResolved:
        return {resolvedSentence(log, number), TextColour::Yellow};
    case EventKind::UnexpectedAnswer:
        return {QStringLiteral("an answer came that nothing had asked for"), TextColour::Yellow};
    case EventKind::MalformedMessage:
        return {
            QStringLiteral("a message was malformed: %1").arg(field(log, number, FieldKey::Detail)),
            TextColour::Yellow};
    case EventKind::SendRejected:
        return {QStringLiteral("%1 was not sent: the station is not online")
                    .arg(action.isEmpty() ? QStringLiteral("a message") : action),
                TextColour::Yellow};
    case EventKind::Queued:
        return {QStringLiteral("%1 waits in the queue").arg(action)};
    case EventKind::QueueDropped:
        return {QStringLiteral("%1 was dropped from the queue").arg(action), TextColour::Yellow};
    default:
        return {};
    }
}

QString commandSentence(const EventLog& log, EventNumber number)
{
    QString text =
        QStringLiteral("told over %1: %2")
            .arg(field(log, number, FieldKey::Detail), field(log, number, FieldKey::Action));
    for (const FieldKey key : {FieldKey::Mode, FieldKey::Identity, FieldKey::Fault}) {
        const QString value = field(log, number, key);
        if (!value.isEmpty())
            text += QLatin1Char(' ') + value;
    }
    return text;
}

AccountSentence endSentence(const EventLog& log, EventNumber number)
{
    const EventKind kind = log.header(number).kind;
    if (kind == EventKind::Finding)
        return {QStringLiteral("%1 does not hold: %2")
                    .arg(field(log, number, FieldKey::Oracle), field(log, number, FieldKey::Text)),
                TextColour::Red};
    if (kind != EventKind::RunEnded)
        return {};
    const QString reason = field(log, number, FieldKey::Reason);
    if (reason.isEmpty())
        return {QStringLiteral("the run ended"), TextColour::Cyan};
    return {QStringLiteral("the run could not go on: %1").arg(reason), TextColour::Red};
}

AccountSentence userSentence(const EventLog& log, EventNumber number)
{
    switch (log.header(number).kind) {
    case EventKind::Started:
        return {QStringLiteral("started"), TextColour::Cyan};
    case EventKind::Stopped:
        return {QStringLiteral("stopped"), TextColour::Cyan};
    case EventKind::Dropped:
        return {QStringLiteral("dropped on purpose (%1)").arg(field(log, number, FieldKey::Mode)),
                TextColour::Magenta};
    case EventKind::Note:
        return {field(log, number, FieldKey::Text), TextColour::Cyan};
    case EventKind::Commanded:
        return {commandSentence(log, number), TextColour::Magenta};
    case EventKind::CommandRefused:
        return {
            QStringLiteral("the command was refused: %1").arg(field(log, number, FieldKey::Reason)),
            TextColour::Yellow};
    default:
        return {};
    }
}

AccountSentence linkSentence(const EventLog& log, EventNumber number)
{
    const EventHeader& header = log.header(number);
    switch (header.kind) {
    case EventKind::ConnectBegin:
        return {QStringLiteral("connection %1: connecting to %2")
                    .arg(header.epoch)
                    .arg(field(log, number, FieldKey::Url))};
    case EventKind::Opened:
        return {openedSentence(log, number), TextColour::Green};
    case EventKind::Closed:
        return closedSentence(log, number);
    case EventKind::Online:
        return {QStringLiteral("online"), TextColour::Green};
    case EventKind::Offline:
        return {QStringLiteral("offline"), TextColour::Red};
    case EventKind::BackoffScheduled:
        return {backoffSentence(log, number), TextColour::Yellow};
    case EventKind::GaveUp:
        return {QStringLiteral("gave up: %1").arg(spaced(field(log, number, FieldKey::Reason))),
                TextColour::Red};
    case EventKind::StartRefused:
        return {QStringLiteral("start was refused: %1").arg(field(log, number, FieldKey::Detail)),
                TextColour::Yellow};
    default:
        return {};
    }
}

} // namespace

AccountSentence clientSentence(const EventLog& log, EventNumber number)
{
    switch (log.header(number).lane) {
    case Lane::Session:
        return sessionSentence(log, number);
    case Lane::Fault:
        return faultSentence(log, number);
    case Lane::User:
        return userSentence(log, number);
    case Lane::Verdict:
        return endSentence(log, number);
    default:
        return linkSentence(log, number);
    }
}

AccountSentence serverSentence(const EventLog& log, EventNumber number)
{
    const EventHeader& header = log.header(number);
    if (header.lane == Lane::Fault)
        return faultSentence(log, number);
    switch (header.kind) {
    case EventKind::Listening:
        return {QStringLiteral("listening on %1 port %2")
                    .arg(field(log, number, FieldKey::Address))
                    .arg(log.integer(number, FieldKey::Port).value_or(0)),
                TextColour::Cyan};
    case EventKind::Accepted:
        return {QStringLiteral("accepted connection %1").arg(header.epoch)};
    case EventKind::Refused:
        return {QStringLiteral("refused connection %1").arg(header.epoch), TextColour::Magenta};
    case EventKind::Closed:
        return {QStringLiteral("connection %1 ended: %2")
                    .arg(header.epoch)
                    .arg(closeSentence(log, number)),
                TextColour::Magenta};
    case EventKind::CallReceived:
        return {QStringLiteral("received %1").arg(field(log, number, FieldKey::Action)),
                TextColour::Dim};
    case EventKind::MalformedMessage:
        return sessionSentence(log, number);
    default:
        return userSentence(log, number);
    }
}

} // namespace redial
