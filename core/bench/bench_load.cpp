// SPDX-License-Identifier: MIT
#include "core/bench/bench_load.h"

#include <QFile>

#include <malloc.h>

namespace redial {

QJsonObject BenchLoad::toJson() const
{
    return {{QStringLiteral("work"), int(work)},
            {QStringLiteral("framing"), int(framing)},
            {QStringLiteral("side"), int(side)},
            {QStringLiteral("port"), int(port)},
            {QStringLiteral("bytes"), qint64(bytes)},
            {QStringLiteral("connections"), qint64(connections)},
            {QStringLiteral("active"), qint64(active)},
            {QStringLiteral("in_flight"), qint64(inFlight)},
            {QStringLiteral("milliseconds"), qint64(length.count())}};
}

std::optional<BenchLoad> BenchLoad::fromJson(const QJsonObject& object)
{
    const auto number = [&](const char* name, qint64 least, qint64 most) -> std::optional<qint64> {
        const qint64 value = object.value(QLatin1String(name)).toInteger(-1);
        return value >= least && value <= most ? std::optional(value) : std::nullopt;
    };
    const auto work = number("work", 0, 2);
    const auto framing = number("framing", 0, 1);
    const auto side = number("side", 0, 1);
    const auto port = number("port", 1, 65535);
    const auto bytes = number("bytes", 1, 16 * 1024 * 1024);
    const auto connections = number("connections", 1, 1'000'000);
    const auto active = number("active", 1, 1'000'000);
    const auto inFlight = number("in_flight", 1, 1024);
    const auto length = number("milliseconds", 1, 3'600'000);
    if (!work || !framing || !side || !port || !bytes || !connections || !active || !inFlight ||
        !length || *active > *connections)
        return std::nullopt;
    BenchLoad load;
    load.work = static_cast<BenchWork>(*work);
    load.framing = static_cast<BenchFraming>(*framing);
    load.side = static_cast<BenchSide>(*side);
    load.port = static_cast<std::uint16_t>(*port);
    load.bytes = static_cast<std::uint32_t>(*bytes);
    load.connections = static_cast<std::uint32_t>(*connections);
    load.active = static_cast<std::uint32_t>(*active);
    load.inFlight = static_cast<std::uint32_t>(*inFlight);
    load.length = std::chrono::milliseconds(*length);
    return load;
}

QJsonObject BenchResult::toJson() const
{
    return {{QStringLiteral("seconds"), seconds},
            {QStringLiteral("count"), qint64(count)},
            {QStringLiteral("p50_ns"), qint64(latency.quantile(0.5).count())},
            {QStringLiteral("p99_ns"), qint64(latency.quantile(0.99).count())},
            {QStringLiteral("p999_ns"), qint64(latency.quantile(0.999).count())},
            {QStringLiteral("memory_before"), qint64(memoryBefore)},
            {QStringLiteral("memory_idle"), qint64(memoryIdle)}};
}

std::int64_t residentMemory()
{
    // What was freed and is still kept would hide what is used.
    ::malloc_trim(0);
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = file.readAll();
    const qsizetype at = text.indexOf("RssAnon:");
    if (at < 0)
        return 0;
    const QByteArray line = text.mid(at + 8, text.indexOf("kB", at) - at - 8);
    return line.trimmed().toLongLong() * 1024;
}

} // namespace redial
