// SPDX-License-Identifier: MIT
#include "core/bench/bench_rows.h"

#include <algorithm>

namespace redial {

namespace {

constexpr std::uint32_t many = 10'000;
constexpr double messageTarget = 0.85;
constexpr double connectTarget = 0.8;

QString sizeText(std::uint32_t bytes)
{
    return bytes < 1024 ? QStringLiteral("%1 B").arg(bytes)
                        : QStringLiteral("%1 KB").arg(bytes / 1024);
}

BenchRow messages(BenchFraming framing, std::uint32_t bytes, std::uint32_t inFlight)
{
    BenchRow row;
    row.load.framing = framing;
    row.load.bytes = bytes;
    row.load.inFlight = inFlight;
    row.load.connections = row.load.active = bytes < 65536 ? 100 : 10;
    row.name = QStringLiteral("%1, %2 connections, %3 in flight")
                   .arg(sizeText(bytes))
                   .arg(row.load.connections)
                   .arg(inFlight);
    row.target = messageTarget;
    return row;
}

BenchRow fewOf(BenchFraming framing, std::uint32_t connections)
{
    BenchRow row = messages(framing, 64, 1);
    row.kind = BenchRow::Kind::Few;
    row.load.connections = connections;
    row.load.active = 10;
    row.name = QStringLiteral("64 B, 10 active of %1").arg(connections);
    return row;
}

std::vector<BenchRow> messageRows(BenchFraming framing)
{
    std::vector<BenchRow> rows;
    for (const std::uint32_t bytes : {64U, 1024U, 65536U}) {
        rows.push_back(messages(framing, bytes, 1));
        rows.push_back(messages(framing, bytes, 16));
    }
    rows.push_back(fewOf(framing, 100));
    rows.push_back(fewOf(framing, many));
    return rows;
}

BenchRow connects()
{
    BenchRow row;
    row.kind = BenchRow::Kind::Connects;
    row.name = QStringLiteral("connections a second, 64 at a time");
    row.load.work = BenchWork::Connects;
    row.load.connections = 64;
    row.target = connectTarget;
    return row;
}

BenchRow memory(BenchFraming framing, const QString& name)
{
    BenchRow row;
    row.kind = BenchRow::Kind::Memory;
    row.name = name;
    row.load.work = BenchWork::Idle;
    row.load.framing = framing;
    row.load.connections = many;
    row.target = 2048;
    row.clientTarget = 1024;
    return row;
}

} // namespace

QStringList benchNames()
{
    return {QStringLiteral("msgi"), QStringLiteral("websocket"), QStringLiteral("connects"),
            QStringLiteral("memory"), QStringLiteral("timers")};
}

std::vector<BenchRow> benchRows(const QString& bench)
{
    if (bench == QLatin1String("msgi"))
        return messageRows(BenchFraming::Msgi);
    if (bench == QLatin1String("websocket"))
        return messageRows(BenchFraming::WebSocket);
    if (bench == QLatin1String("connects"))
        return {connects()};
    if (bench == QLatin1String("memory"))
        return {
            memory(BenchFraming::Msgi, QStringLiteral("MSGI, 10,000 idle connections")),
            memory(BenchFraming::WebSocket, QStringLiteral("WebSocket, 10,000 idle connections"))};
    return {};
}

std::size_t descriptorsFor(const std::vector<BenchRow>& rows)
{
    std::size_t most = 0;
    for (const BenchRow& row : rows)
        most = std::max<std::size_t>(most, row.load.connections);
    return most + 64;
}

} // namespace redial
