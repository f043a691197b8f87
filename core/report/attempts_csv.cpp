// SPDX-License-Identifier: MIT
#include "core/report/attempts_csv.h"

#include "core/report/attempt_row.h"
#include "core/report/terminal_text.h"

namespace redial {

namespace {

constexpr const char* head =
    "connection,attempt,backoff_ms,nominal_ms,low_ms,high_ms,begin_s,opened_s,boot_accepted_s,"
    "online_s,closed_s,cause,code,http_status,reason\r\n";

QByteArray seconds(const EventLog& log, const std::optional<MonotonicTime>& time)
{
    if (!time)
        return {};
    const auto since = *time - log.header(1).time;
    return QByteArray::number(std::chrono::duration<double>(since).count(), 'f', 6);
}

QByteArray milliseconds(const EventLog& log, EventNumber number, FieldKey key)
{
    const auto duration = number != 0 ? log.duration(number, key) : std::nullopt;
    if (!duration)
        return {};
    return QByteArray::number(std::chrono::duration<double, std::milli>(*duration).count(), 'f', 3);
}

QByteArray integer(const EventLog& log, EventNumber number, FieldKey key)
{
    const auto value = number != 0 ? log.integer(number, key) : std::nullopt;
    return value ? QByteArray::number(qint64(*value)) : QByteArray();
}

QByteArray text(const EventLog& log, EventNumber number, FieldKey key)
{
    if (number == 0)
        return {};
    QByteArray cell = printable(log.text(number, key)).toUtf8();
    if (!cell.isEmpty() && QByteArray("=+-@").contains(cell.front()))
        cell.prepend('\'');
    if (cell.contains(',') || cell.contains('"'))
        cell = '"' + cell.replace("\"", "\"\"") + '"';
    return cell;
}

} // namespace

QByteArray attemptsCsv(const RunReport& report)
{
    const EventLog& log = report.log;
    std::vector<AttemptRow> rows = attemptRows(log);
    if (rows.empty())
        rows = attemptRows(log, Source::Server);
    QByteArray csv(head);
    for (const AttemptRow& row : rows) {
        const QByteArrayList cells{QByteArray::number(row.times.epoch),
                                   QByteArray::number(row.times.attempt),
                                   milliseconds(log, row.backoff, FieldKey::DelayNs),
                                   milliseconds(log, row.backoff, FieldKey::NominalNs),
                                   milliseconds(log, row.backoff, FieldKey::LowNs),
                                   milliseconds(log, row.backoff, FieldKey::HighNs),
                                   seconds(log, row.times.begin),
                                   seconds(log, row.times.opened),
                                   seconds(log, row.times.bootAccepted),
                                   seconds(log, row.times.online),
                                   seconds(log, row.times.closed),
                                   text(log, row.closed, FieldKey::Cause),
                                   integer(log, row.closed, FieldKey::Code),
                                   integer(log, row.closed, FieldKey::HttpStatus),
                                   text(log, row.closed, FieldKey::Reason)};
        csv += cells.join(',') + "\r\n";
    }
    return csv;
}

} // namespace redial
