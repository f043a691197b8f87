// SPDX-License-Identifier: MIT
#include "core/matrix/matrix_result.h"

#include <QJsonArray>

#include <algorithm>
#include <array>

namespace redial {

namespace {

constexpr std::array<QLatin1String, 5> statusNames{
    QLatin1String("held"), QLatin1String("not_held"), QLatin1String("not_bitten"),
    QLatin1String("cannot_be"), QLatin1String("could_not_run")};

QString text(const QJsonObject& object, const char* name)
{
    return object[QLatin1String(name)].toString();
}

QStringList texts(const QJsonObject& object, const char* name)
{
    QStringList all;
    for (const QJsonValue& value : object[QLatin1String(name)].toArray())
        all << value.toString();
    return all;
}

} // namespace

QString MatrixResult::statusName() const
{
    return statusNames.at(static_cast<std::size_t>(status));
}

QJsonObject MatrixResult::toJson() const
{
    QJsonObject object{{QStringLiteral("fault"), fault},
                       {QStringLiteral("phase"), nameOf(phase)},
                       {QStringLiteral("status"), statusName()}};
    const auto add = [&object](const char* name, const QString& value) {
        if (!value.isEmpty())
            object[QLatin1String(name)] = value;
    };
    add("plan", plan);
    add("sentence", sentence);
    add("run_file", runFile);
    if (!failed.isEmpty())
        object[QStringLiteral("failed")] = QJsonArray::fromStringList(failed);
    if (!witnesses.isEmpty())
        object[QStringLiteral("witnesses")] = QJsonArray::fromStringList(witnesses);
    if (length.count() > 0)
        object[QStringLiteral("length_ns")] = qint64(length.count());
    return object;
}

Expected<MatrixResult, QString> MatrixResult::fromJson(const QJsonObject& object)
{
    MatrixResult result;
    result.fault = text(object, "fault");
    const auto phase = connectionPhaseFromName(text(object, "phase"));
    const auto* const name =
        std::find(statusNames.begin(), statusNames.end(), text(object, "status"));
    if (result.fault.isEmpty() || !phase || name == statusNames.end())
        return Unexpected{QStringLiteral("a cell lacks a known fault, phase or status")};
    result.phase = *phase;
    result.status = static_cast<Status>(name - statusNames.begin());
    result.plan = text(object, "plan");
    result.sentence = text(object, "sentence");
    result.failed = texts(object, "failed");
    result.witnesses = texts(object, "witnesses");
    result.runFile = text(object, "run_file");
    result.length = std::chrono::nanoseconds(object[QLatin1String("length_ns")].toInteger());
    return result;
}

} // namespace redial
