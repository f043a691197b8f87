// SPDX-License-Identifier: MIT
#include "core/matrix/matrix_cell.h"

#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_implementations.h"
#include "core/fault/fault_plan_reader.h"
#include "core/matrix/matrix_situation.h"

#include <array>
#include <span>

namespace redial {

namespace {

using std::chrono::nanoseconds;

/// What takes longer by default is cut to this: a cell's run is short.
constexpr nanoseconds longestParameter = std::chrono::seconds(1);

/// Values with which a fault shows on one station in a short run.
struct Preset
{
    std::string_view fault;
    const char* parameter;
    const char* value;
};
constexpr std::array<Preset, 6> presets{{
    {"T15", "idle", "300ms"}, // shorter than the pings are apart
    {"N5", "bytes", "1"},     // fewer than any message has
    {"N8", "on", "50ms"},     // away at once
    {"N9", "chance", "1"},    // few packets pass in a short run
    {"P6", "share", "1"},     // the one connection that there is
    {"P7", "clients", "20"},
}};

/// In memory more would only take longer: nothing is unpacked there, and no socket fills.
constexpr std::array<Preset, 2> virtualPresets{{
    {"W17", "bytes", "1MiB"},
    {"W21", "bytes", "1MiB"},
}};

void set(Fault& fault, std::span<const Preset> values)
{
    for (const Preset& preset : values) {
        if (fault.id() == preset.fault)
            (void)fault.set(QLatin1String(preset.parameter), QLatin1String(preset.value));
    }
}

void adapt(Fault& fault, bool isVirtual)
{
    for (const FaultParameter& parameter : fault.definition().parameters) {
        if (parameter.type != FaultParameter::Type::Duration ||
            fault.duration(parameter.name) <= longestParameter)
            continue;
        // A value that is not allowed leaves the default, and the run is longer.
        (void)fault.set(toQString(parameter.name), QStringLiteral("1s"));
    }
    set(fault, presets);
    if (isVirtual)
        set(fault, virtualPresets);
}

/// The run's own server wherever it can do it.
FaultMode modeOf(const FaultDefinition& fault, bool isVirtual)
{
    if (isVirtual)
        return FaultMode::Virtual;
    const FaultModes modes = availableModes(fault);
    for (const FaultMode mode : {FaultMode::Server, FaultMode::Client, FaultMode::Proxy}) {
        if (modes.contains(mode))
            return mode;
    }
    return FaultMode::Server;
}

bool waitsForMessage(ConnectionPhase phase)
{
    return phase == ConnectionPhase::BootSent || phase == ConnectionPhase::CallInFlight ||
           phase == ConnectionPhase::Closing;
}

/// Against a server of the cell's own: its address is not known yet.
void putOpposite(MatrixCell& cell, const PlannedFault& planned)
{
    const bool isTls = cell.fault->level == FaultLevel::Tls;
    cell.configuration.url =
        QUrl(isTls ? QStringLiteral("wss://localhost/") : QStringLiteral("ws://localhost/"));
    FaultPlan& plan = cell.mode == FaultMode::Client ? cell.configuration.faults : cell.peerFaults;
    plan.faults.push_back(planned);
}

} // namespace

QString MatrixCell::name() const
{
    return toQString(fault->id) + QLatin1Char('-') + nameOf(phase);
}

MatrixCell matrixCell(const FaultDefinition& fault, ConnectionPhase phase, bool isVirtual)
{
    MatrixCell cell;
    cell.fault = &fault;
    cell.phase = phase;
    cell.isVirtual = isVirtual;
    cell.mode = modeOf(fault, isVirtual);
    const auto cannot = [&cell](const QString& reason) {
        cell.whyNot = reason;
        return cell;
    };
    if (const QString reason = matrix::whyNotIn(fault, phase, isVirtual); !reason.isEmpty())
        return cannot(reason);
    if (const QString reason = unavailableSentence(fault, cell.mode); !reason.isEmpty())
        return cannot(reason);
    if (cell.mode == FaultMode::Client && waitsForMessage(phase))
        return cannot(
            QStringLiteral("%1 is done by the client, which waits for no message to do it.")
                .arg(toQString(fault.id)));
    const QString text = toQString(fault.id) + matrix::whenOf(fault, phase, isVirtual);
    auto planned = parsePlannedFault(text);
    if (!planned)
        return cannot(planned.error());
    adapt(planned->fault, isVirtual);
    cell.configuration = matrix::situation(phase);
    cell.configuration.virtualTime = isVirtual;
    if (!isVirtual && (cell.mode != FaultMode::Server || fault.level == FaultLevel::Tls))
        putOpposite(cell, *planned);
    else
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
