// SPDX-License-Identifier: MIT
#include "core/bench/bench_run.h"

#include "core/bench/bench_process.h"

namespace redial {

namespace {

BenchMeasure measureOf(const QJsonObject& told)
{
    BenchMeasure measure;
    const double seconds = told.value(QStringLiteral("seconds")).toDouble();
    if (seconds > 0)
        measure.perSecond = told.value(QStringLiteral("count")).toDouble() / seconds;
    measure.p50 = told.value(QStringLiteral("p50_ns")).toDouble() / 1000;
    measure.p99 = told.value(QStringLiteral("p99_ns")).toDouble() / 1000;
    measure.p999 = told.value(QStringLiteral("p999_ns")).toDouble() / 1000;
    return measure;
}

TimerFigures timerFigures(const QJsonValue& value)
{
    const QJsonObject told = value.toObject();
    return {told.value(QStringLiteral("insert_ns")).toDouble(),
            told.value(QStringLiteral("restart_ns")).toDouble(),
            told.value(QStringLiteral("cancel_ns")).toDouble(),
            told.value(QStringLiteral("bytes")).toDouble()};
}

} // namespace

Expected<BenchMeasure, QString> BenchRun::measureOnce(const BenchRow& row, BenchSide side) const
{
    BenchLoad load = row.load;
    load.side = side;
    load.length = settings_.length;
    QJsonObject order{{QStringLiteral("role"), side == BenchSide::Raw
                                                   ? QStringLiteral("raw-server")
                                                   : QStringLiteral("engine-server")},
                      {QStringLiteral("framing"), int(load.framing)}};
    BenchProcess server(settings_.program, settings_.arguments, order);
    const auto port = server.answer(QStringLiteral("port"));
    if (!port)
        return Unexpected{port.error()};
    load.port = static_cast<std::uint16_t>(port->value(QStringLiteral("port")).toInt());
    const auto before = server.ask(QStringLiteral("memory"));
    if (!before)
        return Unexpected{before.error()};
    order = load.toJson();
    order.insert(QStringLiteral("role"), QStringLiteral("client"));
    BenchProcess client(settings_.program, settings_.arguments, order);
    const auto told = client.answer(QStringLiteral("count"), load.length * 2);
    if (!told)
        return Unexpected{told.error()};
    BenchMeasure measure = measureOf(*told);
    if (load.work != BenchWork::Idle)
        return measure;
    const auto after = server.ask(QStringLiteral("memory"));
    if (!after)
        return Unexpected{after.error()};
    const auto share = [&](const QJsonObject& from, const char* name) {
        return from.value(QLatin1String(name)).toDouble() / load.connections;
    };
    measure.serverBytes = share(*after, "memory") - share(*before, "memory");
    measure.clientBytes = share(*told, "memory_idle") - share(*told, "memory_before");
    return measure;
}

Expected<BenchFigures, QString> BenchRun::measure(const BenchRow& row) const
{
    BenchFigures figures;
    figures.row = row;
    for (int round = 0; round < settings_.rounds; ++round) {
        for (const bool second : {false, true}) {
            const bool isRaw = (round % 2 == 0) != second;
            const auto measured = measureOnce(row, isRaw ? BenchSide::Raw : BenchSide::Engine);
            if (!measured)
                return Unexpected{measured.error()};
            (isRaw ? figures.raw : figures.engine).push_back(*measured);
        }
    }
    return figures;
}

Expected<TimerBench, QString> BenchRun::measureTimers(int count) const
{
    BenchProcess worker(
        settings_.program, settings_.arguments,
        {{QStringLiteral("role"), QStringLiteral("timers")}, {QStringLiteral("timers"), count}});
    const auto told = worker.answer(QStringLiteral("wheel"), std::chrono::seconds(60));
    if (!told)
        return Unexpected{told.error()};
    return TimerBench{timerFigures(told->value(QStringLiteral("wheel"))),
                      timerFigures(told->value(QStringLiteral("qtimer")))};
}

} // namespace redial
