// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_plan.h"

#include <QByteArray>

namespace redial {

/// Reads a plan file (docs/faults.md). All errors at once, each at its JSON pointer: what is no
/// JSON, unknown members and faults (with the nearest name), values that cannot be read, faults
/// that can never bite. At most 1 MiB and 1,000 faults.
Expected<FaultPlan, std::vector<FaultPlanError>> readFaultPlan(const QByteArray& json);
Expected<FaultPlan, std::vector<FaultPlanError>> faultPlanFromJson(const QJsonObject& object);

/// Reads one entry of a plan as JSON: what an API takes.
Expected<PlannedFault, std::vector<FaultPlanError>> plannedFaultFromJson(const QJsonObject& object);

/// Reads one fault in the text form of the command line:
/// `W4 code=1006 when=attempt:2..3 scope=station:CP-1 direction=downstream for=10s`.
/// The error is a sentence that names word, value and remedy; several are joined by a blank.
Expected<PlannedFault, QString> parsePlannedFault(const QString& text);

/// What `--fault` (each text) and `--faults` (a file, may be empty) say together. The error is one
/// text with a line for each error, each behind the option and its place.
Expected<FaultPlan, QString> readFaultOptions(const QStringList& texts, const QString& file);

} // namespace redial
