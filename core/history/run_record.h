// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <cstdint>
#include <map>

namespace redial {

/// A run's number in the history; never used again after its deletion.
using RunId = std::int64_t;

/// What the history keeps of a run: all of it is computed from the run file, and can be again.
struct RunRecord
{
    RunId id = 0;     ///< 0: not in a history yet
    QString path;     ///< of the run file, absolute
    QString digest;   ///< SHA-256 of its bytes, hexadecimal: the same run is entered once
    QString caseName; ///< what was tried: runs of one case are compared
    QString program;  ///< name and version
    QString seed;
    QString clock;   ///< "virtual", "system"
    QString started; ///< ISO 8601, UTC
    std::chrono::nanoseconds length{};
    std::int64_t events = 0;
    QString outcome;                    ///< one of outcomeNames()
    std::map<QString, double> figures;  ///< by figureNames()
    std::map<QString, QString> oracles; ///< by id: "pass", "fail", "not_exercised"
    QStringList tags;

    QStringList failedOracles() const;
};

/// "held", "not_held", "could_not_run", "cut_off".
QStringList outcomeNames();

/// Reads and judges a run file. An empty case name becomes the file's name without its ending. The
/// error is a sentence.
Expected<RunRecord, QString> readRunRecord(const QString& path, const QString& caseName = {});

} // namespace redial
