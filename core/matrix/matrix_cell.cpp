// SPDX-License-Identifier: MIT
#include "core/matrix/matrix_cell.h"

#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_implementations.h"
#include "core/fault/fault_plan_reader.h"
#include "core/matrix/matrix_situation.h"

#include <algorithm>

namespace redial {

namespace {

using std::chrono::nanoseconds;

/// What takes longer by default is cut to this: a cell's run is short.
constexpr nanoseconds longestParameter = std::chrono::seconds(1);

void shorten(Fault& fault)
{
    for (const FaultParameter& parameter : fault.definition().parameters) {
        if (parameter.type != FaultParameter::Type::Duration ||
            fault.duration(parameter.name) <= longestParameter)
            continue;
        // A value that is not allowed leaves the default, and the run is longer.
        (void)fault.set(toQString(parameter.name), QStringLiteral("1s"));
    }
}

FaultMode modeOf(const FaultDefinition&, bool isVirtual)
{
    return isVirtual ? FaultMode::Virtual : FaultMode::Server;
}

} // namespace

QString MatrixCell::name() const
{
    return toQString(fault->id) + QLatin1Char('-') + nameOf(phase);
}

MatrixCell matrixCell(const FaultDefinition& fault, ConnectionPhase phase, bool isVirtual)
{
    MatrixCell cell{&fault, phase, isVirtual, {}, {}, {}};
    const auto cannot = [&cell](const QString& reason) {
        cell.whyNot = reason;
        return cell;
    };
    if (const QString reason = matrix::whyNotIn(fault, phase, isVirtual); !reason.isEmpty())
        return cannot(reason);
    if (const QString reason = unavailableSentence(fault, modeOf(fault, isVirtual));
        !reason.isEmpty())
        return cannot(reason);
    const QString text = toQString(fault.id) + matrix::whenOf(fault, phase, isVirtual);
    auto planned = parsePlannedFault(text);
    if (!planned)
        return cannot(planned.error());
    shorten(planned->fault);
    cell.configuration = matrix::situation(phase);
    cell.configuration.virtualTime = isVirtual;
    cell.configuration.faults.faults.push_back(*planned);
    if (const auto valid = cell.configuration.validate(); !valid)
        return cannot(valid.error());
    cell.plan = planned->toText();
    return cell;
}

std::vector<MatrixCell> faultMatrix(bool isVirtual)
{
    std::vector<MatrixCell> cells;
    for (const FaultDefinition& fault : faultCatalogue()) {
        for (const ConnectionPhase phase : connectionPhases())
            cells.push_back(matrixCell(fault, phase, isVirtual));
    }
    return cells;
}

} // namespace redial
