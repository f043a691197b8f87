// SPDX-License-Identifier: MIT
#include "core/history/run_record.h"

#include "core/base/to_qstring.h"
#include "core/log/run_file_reader.h"
#include "core/report/run_failure.h"
#include "core/report/run_report.h"
#include "core/scenario/expectations.h"
#include "core/verdict/contradiction.h"
#include "core/verdict/judge.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>

namespace redial {

namespace {

QString outcomeOf(const RunFile& file, const std::vector<OracleResult>& results)
{
    if (runFailure(*file.log))
        return QStringLiteral("could_not_run");
    if (!allHold(results))
        return QStringLiteral("not_held");
    return file.ended() ? QStringLiteral("held") : QStringLiteral("cut_off");
}

QString caseOf(const QString& path)
{
    QString name = QFileInfo(path).fileName();
    if (name.endsWith(QLatin1String(".jsonl")))
        name.chop(6);
    return name;
}

} // namespace

QStringList RunRecord::failedOracles() const
{
    QStringList failed;
    for (const auto& [oracle, result] : oracles)
        if (result == toQString(nameOf(OracleOutcome::Fail)))
            failed << oracle;
    return failed;
}

QStringList outcomeNames()
{
    return {QStringLiteral("held"), QStringLiteral("not_held"), QStringLiteral("could_not_run"),
            QStringLiteral("cut_off")};
}

Expected<RunRecord, QString> readRunRecord(const QString& path, const QString& caseName)
{
    const auto file = readRunFile(path);
    if (!file)
        return Unexpected{file.error().sentence};
    if (const auto contradiction = contradictionIn(*file->log))
        return Unexpected{QStringLiteral("%1 contradicts itself: %2. Take the file as Redial wrote "
                                         "it.")
                              .arg(path, *contradiction)};
    QFile bytes(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!bytes.open(QIODevice::ReadOnly) || !hash.addData(&bytes))
        return Unexpected{
            QStringLiteral("the run file %1 cannot be read: %2.").arg(path, bytes.errorString())};
    const EventLog& log = *file->log;
    const auto results = judge(log, file->info);
    RunRecord record;
    record.path = QFileInfo(path).absoluteFilePath();
    record.digest = QString::fromLatin1(hash.result().toHex());
    record.caseName = caseName.isEmpty() ? caseOf(path) : caseName;
    record.program = file->info.program;
    record.seed = QString::number(file->info.seed);
    record.clock = toQString(nameOf(file->info.clock));
    record.started = startedText(file->info);
    record.length = lengthOf(log);
    record.events = std::int64_t(log.size());
    record.outcome = outcomeOf(*file, results);
    record.figures = figureValues(log);
    for (const OracleResult& result : results)
        record.oracles.emplace(toQString(result.id), toQString(nameOf(result.outcome)));
    return record;
}

} // namespace redial
