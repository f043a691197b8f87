// SPDX-License-Identifier: MIT
#include "core/matrix/matrix_file.h"

#include "core/base/version.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace redial {

namespace {

constexpr int matrixFileVersion = 1;
constexpr qint64 mostBytes = qint64{64} << 20;

QLatin1String timeName(bool isVirtual)
{
    return isVirtual ? QLatin1String("virtual") : QLatin1String("real");
}

} // namespace

const MatrixResult* MatrixRecord::find(const QString& fault, ConnectionPhase phase) const
{
    const auto found = std::find_if(results.begin(), results.end(), [&](const auto& result) {
        return result.fault == fault && result.phase == phase;
    });
    return found != results.end() && found->isDone() ? &*found : nullptr;
}

void MatrixRecord::put(MatrixResult result)
{
    const auto found = std::find_if(results.begin(), results.end(), [&](const auto& other) {
        return other.fault == result.fault && other.phase == result.phase;
    });
    if (found == results.end())
        results.push_back(std::move(result));
    else
        *found = std::move(result);
}

std::size_t MatrixRecord::count(MatrixResult::Status status) const
{
    return std::size_t(std::count_if(results.begin(), results.end(), [status](const auto& result) {
        return result.status == status;
    }));
}

bool MatrixRecord::isOfSameMatrix(const MatrixRecord& other) const
{
    return isVirtual == other.isVirtual && seed == other.seed && mutant == other.mutant;
}

QByteArray MatrixRecord::toJson() const
{
    QJsonArray cells;
    for (const MatrixResult& result : results)
        cells.append(result.toJson());
    QJsonObject object{{QStringLiteral("redial_matrix"), matrixFileVersion},
                       {QStringLiteral("program"), programName()},
                       {QStringLiteral("time"), timeName(isVirtual)},
                       {QStringLiteral("seed"), QString::number(seed)},
                       {QStringLiteral("cells"), cells}};
    if (!mutant.isEmpty())
        object[QStringLiteral("mutant")] = mutant;
    return QJsonDocument(object).toJson(QJsonDocument::Indented);
}

Expected<MatrixRecord, QString> MatrixRecord::fromJson(const QByteArray& bytes)
{
    QJsonParseError problem;
    const QJsonObject object = QJsonDocument::fromJson(bytes, &problem).object();
    if (problem.error != QJsonParseError::NoError)
        return Unexpected{QStringLiteral("it is no JSON (%1 at byte %2)")
                              .arg(problem.errorString())
                              .arg(problem.offset)};
    const int version = object[QLatin1String("redial_matrix")].toInt();
    if (version < 1)
        return Unexpected{QStringLiteral("it is no matrix")};
    if (version > matrixFileVersion)
        return Unexpected{QStringLiteral("a newer Redial wrote it (version %1)").arg(version)};
    MatrixRecord record;
    record.isVirtual = object[QLatin1String("time")].toString() == timeName(true);
    record.seed = object[QLatin1String("seed")].toString().toULongLong();
    record.mutant = object[QLatin1String("mutant")].toString();
    for (const QJsonValue& value : object[QLatin1String("cells")].toArray()) {
        auto result = MatrixResult::fromJson(value.toObject());
        if (!result)
            return Unexpected{result.error()};
        record.results.push_back(std::move(*result));
    }
    return record;
}

Expected<MatrixRecord, QString> openMatrixRecord(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Unexpected{QStringLiteral("the matrix %1 cannot be read: %2; choose another file.")
                              .arg(path, file.errorString())};
    auto record = MatrixRecord::fromJson(file.read(mostBytes));
    if (!record)
        return Unexpected{QStringLiteral("the matrix %1 cannot be continued: %2; remove it or "
                                         "choose another file.")
                              .arg(path, record.error())};
    return record;
}

Expected<MatrixRecord, QString> readMatrixRecord(const QString& path, const MatrixRecord& wanted)
{
    if (!QFile::exists(path))
        return wanted;
    auto record = openMatrixRecord(path);
    if (!record)
        return record;
    if (!record->isOfSameMatrix(wanted))
        return Unexpected{QStringLiteral("the matrix %1 is another one (%2 time, seed %3%4); "
                                         "remove it or choose another file.")
                              .arg(path, timeName(record->isVirtual))
                              .arg(record->seed)
                              .arg(record->mutant.isEmpty()
                                       ? QString()
                                       : QStringLiteral(", mutant %1").arg(record->mutant))};
    return record;
}

} // namespace redial
