// SPDX-License-Identifier: MIT
#include "core/report/har_report.h"

#include "core/base/to_qstring.h"
#include "core/log/wall_time_text.h"
#include "core/report/attempt_row.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <map>
#include <utility>

namespace redial {

namespace {

/// What the log says of one connection beside its times.
struct Exchange
{
    QString url;
    int status = 0;
    WallTime begin{};
    bool begun = false;
    QJsonArray messages;
};

QJsonObject messageOf(const EventLog& log, EventNumber number, bool sent)
{
    const auto wall = log.header(number).wall.time_since_epoch();
    return {
        {QStringLiteral("type"), sent ? QStringLiteral("send") : QStringLiteral("receive")},
        {QStringLiteral("time"), std::chrono::duration<double>(wall).count()},
        {QStringLiteral("opcode"), log.boolean(number, FieldKey::Binary).value_or(false) ? 2 : 1},
        {QStringLiteral("data"), toQString(log.text(number, FieldKey::Payload))}};
}

std::map<std::uint32_t, Exchange> exchangesOf(const EventLog& log, Source party)
{
    std::map<std::uint32_t, Exchange> exchanges;
    for (EventNumber number = 1; number <= log.size(); ++number) {
        const EventHeader& header = log.header(number);
        if (header.source != party || header.epoch == 0)
            continue;
        Exchange& exchange = exchanges[header.epoch];
        if (!std::exchange(exchange.begun, true))
            exchange.begin = header.wall;
        if (const auto url = log.text(number, FieldKey::Url);
            !url.empty() && exchange.url.isEmpty())
            exchange.url = toQString(url);
        if (const auto status = log.integer(number, FieldKey::HttpStatus))
            exchange.status = static_cast<int>(*status);
        if (header.kind == EventKind::Opened && exchange.status == 0)
            exchange.status = 101;
        if (header.kind == EventKind::MessageIn || header.kind == EventKind::MessageOut) {
            const bool out = header.kind == EventKind::MessageOut;
            exchange.messages.append(messageOf(log, number, out == (party == Source::Client)));
        }
    }
    return exchanges;
}

double millisecondsBetween(const std::optional<MonotonicTime>& from,
                           const std::optional<MonotonicTime>& to)
{
    if (!from || !to)
        return 0;
    return std::chrono::duration<double, std::milli>(*to - *from).count();
}

QJsonObject requestOf(const Exchange& exchange)
{
    return {{QStringLiteral("method"), QStringLiteral("GET")},
            {QStringLiteral("url"), exchange.url},
            {QStringLiteral("httpVersion"), QStringLiteral("HTTP/1.1")},
            {QStringLiteral("cookies"), QJsonArray()},
            {QStringLiteral("headers"), QJsonArray()},
            {QStringLiteral("queryString"), QJsonArray()},
            {QStringLiteral("headersSize"), -1},
            {QStringLiteral("bodySize"), -1}};
}

QJsonObject responseOf(const Exchange& exchange)
{
    return {{QStringLiteral("status"), exchange.status},
            {QStringLiteral("statusText"),
             exchange.status == 101 ? QStringLiteral("Switching Protocols") : QString()},
            {QStringLiteral("httpVersion"), QStringLiteral("HTTP/1.1")},
            {QStringLiteral("cookies"), QJsonArray()},
            {QStringLiteral("headers"), QJsonArray()},
            {QStringLiteral("content"),
             QJsonObject{{QStringLiteral("size"), 0},
                         {QStringLiteral("mimeType"), QStringLiteral("x-unknown")}}},
            {QStringLiteral("redirectURL"), QString()},
            {QStringLiteral("headersSize"), -1},
            {QStringLiteral("bodySize"), -1}};
}

QJsonObject entryOf(const EventLog& log, const AttemptRow& row, const Exchange& exchange)
{
    std::string started;
    appendWallTime(started, exchange.begin);
    const double wait = millisecondsBetween(row.times.begin, row.times.opened);
    QJsonObject entry{
        {QStringLiteral("startedDateTime"), QString::fromStdString(started)},
        {QStringLiteral("time"), millisecondsBetween(row.times.begin, row.times.closed)},
        {QStringLiteral("request"), requestOf(exchange)},
        {QStringLiteral("response"), responseOf(exchange)},
        {QStringLiteral("cache"), QJsonObject()},
        {QStringLiteral("timings"), QJsonObject{{QStringLiteral("send"), 0},
                                                {QStringLiteral("wait"), wait},
                                                {QStringLiteral("receive"), 0}}},
        {QStringLiteral("connection"), QString::number(row.times.epoch)},
        {QStringLiteral("_resourceType"), QStringLiteral("websocket")},
        {QStringLiteral("_webSocketMessages"), exchange.messages}};
    if (row.closed != 0)
        entry.insert(QStringLiteral("comment"), toQString(log.text(row.closed, FieldKey::Cause)));
    return entry;
}

} // namespace

QByteArray harReport(const RunReport& report)
{
    const EventLog& log = report.log;
    Source party = Source::Client;
    std::vector<AttemptRow> rows = attemptRows(log, party);
    if (rows.empty()) {
        party = Source::Server;
        rows = attemptRows(log, party);
    }
    std::map<std::uint32_t, Exchange> exchanges = exchangesOf(log, party);
    QJsonArray entries;
    for (const AttemptRow& row : rows)
        entries.append(entryOf(log, row, exchanges[row.times.epoch]));
    const QString program = report.info.program;
    const QJsonObject har{
        {QStringLiteral("version"), QStringLiteral("1.2")},
        {QStringLiteral("creator"),
         QJsonObject{{QStringLiteral("name"), program.section(QLatin1Char(' '), 0, 0)},
                     {QStringLiteral("version"), program.section(QLatin1Char(' '), 1)}}},
        {QStringLiteral("pages"), QJsonArray()},
        {QStringLiteral("entries"), entries},
        {QStringLiteral("comment"), report.name}};
    return QJsonDocument(QJsonObject{{QStringLiteral("log"), har}}).toJson(QJsonDocument::Indented);
}

} // namespace redial
