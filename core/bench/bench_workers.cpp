// SPDX-License-Identifier: MIT
#include "core/bench/bench_workers.h"

#include "core/bench/timer_bench.h"
#include "core/net/socket_calls.h"

#include <QJsonDocument>

#include <array>
#include <unistd.h>

namespace redial {

namespace {

bool writeAll(const QByteArray& bytes)
{
    for (qsizetype at = 0; at < bytes.size();) {
        const ssize_t written =
            ::write(STDOUT_FILENO, bytes.constData() + at, std::size_t(bytes.size() - at));
        if (written <= 0)
            return false;
        at += written;
    }
    return true;
}

int work(const QString& role, const QJsonObject& order)
{
    const auto framing = static_cast<BenchFraming>(order.value(QStringLiteral("framing")).toInt());
    if (role == QLatin1String("raw-server"))
        return runRawServer(framing) ? 0 : 3;
    if (role == QLatin1String("engine-server"))
        return runEngineServer(framing) ? 0 : 3;
    if (role == QLatin1String("timers")) {
        tellBench(measureTimers(order.value(QStringLiteral("timers")).toInt(1)).toJson());
        return 0;
    }
    const auto load = BenchLoad::fromJson(order);
    if (role != QLatin1String("client") || !load)
        return 2;
    const auto result = load->side == BenchSide::Raw ? runRawClient(*load) : runEngineClient(*load);
    return result ? 0 : 3;
}

} // namespace

void tellBench(const QJsonObject& object)
{
    writeAll(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

void tellBenchPort(std::uint16_t port)
{
    tellBench({{QStringLiteral("port"), int(port)}});
}

bool answerBenchCommand()
{
    std::array<char, 64> text{};
    const ssize_t count = ::read(STDIN_FILENO, text.data(), text.size());
    if (count <= 0)
        return false;
    tellBench({{QStringLiteral("memory"), qint64(residentMemory())}});
    return true;
}

std::optional<BenchResult> concludeLoad(const BenchLoad& load, std::optional<BenchResult> result)
{
    if (result)
        tellBench(result->toJson());
    if (result && load.work == BenchWork::Idle) {
        while (answerBenchCommand()) {
        }
    }
    return result;
}

int runBenchWorker(const QString& order)
{
    raiseDescriptorLimit();
    const QJsonObject object = QJsonDocument::fromJson(order.toUtf8()).object();
    return work(object.value(QStringLiteral("role")).toString(), object);
}

} // namespace redial
