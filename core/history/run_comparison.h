// SPDX-License-Identifier: MIT
#pragma once

#include "core/history/run_record.h"

#include <optional>
#include <utility>
#include <vector>

namespace redial {

/// One thing in which two runs differ, as text for people; control characters of texts from run
/// files are replaced.
struct RunDifference
{
    QString what; ///< "outcome", the name of a figure, the id of an oracle
    QString first;
    QString second;
    QString change; ///< of a figure that both have: "+0.25"; otherwise empty
};

/// What a run is, one fact a row: "case", "outcome", "length", …
QList<std::pair<QString, QString>> factsOf(const RunRecord& run);

/// Facts, then figures, then oracles; what is the same in both is left out.
std::vector<RunDifference> differencesOf(const RunRecord& first, const RunRecord& second);

/// "could not run"
QString outcomeText(const QString& outcome);
/// A figure with at most nine digits.
QString figureText(double value);
/// The same with its sign.
QString changeText(double value);

} // namespace redial
