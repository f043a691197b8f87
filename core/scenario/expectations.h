// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"
#include "core/verdict/oracle_result.h"

#include <QString>
#include <QStringList>

#include <map>
#include <optional>
#include <vector>

namespace redial {

/// A figure of the run that must lie between two numbers, both included.
struct FigureThreshold
{
    std::optional<double> atLeast;
    std::optional<double> atMost;

    friend bool operator==(const FigureThreshold&, const FigureThreshold&) = default;
};

/// What a scenario's author expects of its run. An oracle that is not named must not fail.
struct Expectations
{
    std::map<QString, OracleOutcome> oracles;   ///< by oracle id
    std::map<QString, FigureThreshold> figures; ///< by figureNames()
    std::map<QString, QString> exceptions;      ///< oracle id -> why its failure is accepted
};

/// One thing that was expected, and what came of it.
struct ExpectationResult
{
    QString name;     ///< "P01 every back-off lies within the policy's bounds", "reconnects"
    QString oracleId; ///< empty for a figure
    bool held = true;
    QString sentence; ///< what happened, and what was expected where it differs
    std::vector<EventNumber> witnesses;
};

/// The figures that a threshold can be set on; durations are in seconds, names end in _s.
QStringList figureNames();
/// Each figure that the log tells, by its name: of the run's own client, or without one, of the
/// client that its server saw.
std::map<QString, double> figureValues(const EventLog& log);

/// Every oracle and every figure that is expected, in the order of oracles, then figures. An oracle
/// that is neither expected nor failed is left out.
std::vector<ExpectationResult> checkExpectations(const Expectations& expectations,
                                                 const EventLog& log,
                                                 const std::vector<OracleResult>& results);

} // namespace redial
