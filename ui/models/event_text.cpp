// SPDX-License-Identifier: MIT
#include "ui/models/event_text.h"

#include "core/base/duration_text.h"
#include "core/base/to_qstring.h"
#include "core/log/event_line.h"
#include "ui/models/payload_tree.h"
#include "ui/view/timeline_index.h"
#include "ui/view/timeline_painter.h"

#include <QDateTime>
#include <QJsonDocument>

namespace redial {

namespace {

bool isDuration(std::string_view key)
{
    return key.ends_with("_ns");
}

// Which fields say most, and whether their value speaks for itself.
int importance(FieldKey key)
{
    switch (key) {
    case FieldKey::Oracle:
    case FieldKey::Status:
    case FieldKey::Action:
    case FieldKey::Cause:
    case FieldKey::DelayNs:
    case FieldKey::Result:
    case FieldKey::To:
        return 0;
    case FieldKey::Payload:
        return 3;
    case FieldKey::LowNs:
    case FieldKey::HighNs:
    case FieldKey::NominalNs:
    case FieldKey::TimerNumber:
        return 2;
    default:
        return 1;
    }
}

bool speaksForItself(FieldKey key)
{
    switch (key) {
    case FieldKey::Oracle:
    case FieldKey::Status:
    case FieldKey::Action:
    case FieldKey::Cause:
    case FieldKey::Result:
    case FieldKey::Payload:
    case FieldKey::Detail:
    case FieldKey::Text:
    case FieldKey::Url:
    case FieldKey::DelayNs:
        return true;
    default:
        return false;
    }
}

QString shortKey(const EventLog& log, FieldKey key)
{
    std::string_view name = log.keyName(key);
    if (isDuration(name))
        name.remove_suffix(3);
    return spacedName(name);
}

} // namespace

QString eventName(const EventLog& log, EventNumber number)
{
    return spacedName(log.kindName(log.header(number).kind));
}

QString fieldText(const EventLog& log, const Field& field)
{
    if (const auto* integer = std::get_if<std::int64_t>(&field.value)) {
        if (isDuration(log.keyName(field.key)))
            return formatDuration(std::chrono::nanoseconds(*integer));
        return QString::number(*integer);
    }
    if (const auto* real = std::get_if<double>(&field.value))
        return QString::number(*real, 'g', 6);
    if (const auto* flag = std::get_if<bool>(&field.value))
        return *flag ? QStringLiteral("yes") : QStringLiteral("no");
    const QString text = toQString(std::get<std::string_view>(field.value));
    const bool name = field.key == FieldKey::Cause || field.key == FieldKey::Timer;
    return name ? spacedName(std::get<std::string_view>(field.value)) : text;
}

QString eventSummary(const EventLog& log, EventNumber number, int limit)
{
    if (log.header(number).kind == EventKind::StateChanged)
        return toQString(log.text(number, FieldKey::From)) + QStringLiteral(" → ") +
               toQString(log.text(number, FieldKey::To));
    const std::vector<Field> fields = log.fields(number);
    QString summary;
    for (int wanted = 0; wanted <= 3 && summary.size() < limit; ++wanted) {
        for (const Field& field : fields) {
            const QString value = fieldText(log, field);
            if (importance(field.key) != wanted || value.isEmpty())
                continue;
            if (!summary.isEmpty())
                summary += QStringLiteral(" · ");
            if (!speaksForItself(field.key))
                summary += shortKey(log, field.key) + QChar(u' ');
            summary += value;
        }
    }
    summary.replace(QChar(u'\n'), QChar(u' '));
    if (summary.size() > limit)
        summary = summary.left(limit - 1) + QChar(u'…');
    return summary;
}

QString searchText(const EventLog& log, EventNumber number)
{
    const EventHeader& header = log.header(number);
    QString text = toQString(log.kindName(header.kind));
    text += QChar(u' ') + eventName(log, number);
    text += QChar(u' ') + toQString(nameOf(header.lane));
    text += QChar(u' ') + toQString(nameOf(header.source));
    text += QStringLiteral(" epoch=%1 attempt=%2").arg(header.epoch).arg(header.attempt);
    for (const Field& field : log.fields(number)) {
        text += QChar(u' ') + toQString(log.keyName(field.key)) + QChar(u'=');
        if (const auto* integer = std::get_if<std::int64_t>(&field.value))
            text += QString::number(*integer);
        else
            text += fieldText(log, field);
    }
    return text;
}

QString wallText(WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), Qt::UTC)
        .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"));
}

QString eventAsText(const EventLog& log, EventNumber number)
{
    const EventHeader& header = log.header(number);
    QString text = QStringLiteral("#%1 %2\ntime: %3 (%4 UTC)\nlane: %5, seen by: %6\n")
                       .arg(number)
                       .arg(eventName(log, number), formatDuration(runTimeOf(log, number)),
                            wallText(header.wall), toQString(nameOf(header.lane)),
                            toQString(nameOf(header.source)));
    if (header.epoch > 0)
        text += QStringLiteral("connection: %1\n").arg(header.epoch);
    if (header.attempt > 0)
        text += QStringLiteral("attempt: %1\n").arg(header.attempt);
    for (const Field& field : log.fields(number))
        text += QStringLiteral("%1: %2\n").arg(shortKey(log, field.key), fieldText(log, field));
    if (const auto tree = payloadTreeOf(log, number))
        text += payloadTreeText(*tree);
    return text;
}

QString eventAsJson(const EventLog& log, EventNumber number)
{
    std::string line;
    appendEventLine(line, log, number);
    return prettyPayload(line).trimmed();
}

QString prettyPayload(std::string_view text)
{
    const QByteArray bytes(text.data(), static_cast<qsizetype>(text.size()));
    const QJsonDocument document = QJsonDocument::fromJson(bytes);
    return document.isNull() ? QString::fromUtf8(bytes)
                             : QString::fromUtf8(document.toJson(QJsonDocument::Indented));
}

} // namespace redial
