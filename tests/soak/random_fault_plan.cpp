// SPDX-License-Identifier: MIT
#include "tests/soak/random_fault_plan.h"

#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_implementations.h"
#include "core/fault/fault_plan_reader.h"

#include <algorithm>
#include <array>

namespace redial::soak {

namespace {

using namespace std::chrono_literals;
using Type = FaultParameter::Type;

std::chrono::milliseconds milliseconds(Random& random, int low, int high)
{
    return std::chrono::milliseconds(random.between(low, high));
}

/// Times of a part of a second, sizes of at most a quarter of a mebibyte.
void cutDown(Fault& fault, Random& random)
{
    for (const FaultParameter& parameter : fault.definition().parameters) {
        const QString name = toQString(parameter.name);
        std::optional<QString> value;
        if (parameter.type == Type::Duration && fault.duration(parameter.name) > 500ms)
            value = QStringLiteral("%1ms").arg(milliseconds(random, 10, 500).count());
        if (parameter.type == Type::Bytes)
            value = QString::number(random.between(1024, 256 * 1024));
        if (parameter.name == "hold")
            value = QStringLiteral("300ms");
        if (parameter.name == "count" || parameter.name == "interval")
            value = QString::number(random.between(1, 200));
        if (parameter.name == "interval")
            value = parameter.type == Type::Duration ? QStringLiteral("20ms") : QStringLiteral("1");
        if (value)
            static_cast<void>(fault.set(name, *value));
    }
}

MessageTrigger someMessage(Random& random)
{
    const auto first = std::uint64_t(random.between(1, 4));
    return {FaultRange{first, first + std::uint64_t(random.between(0, 2))}, {}};
}

enum class Traffic { WebSocket, Bytes };

/// A plan's conditions at random; some of them can never come true for this fault.
void addConditions(PlannedFault& planned, Traffic traffic, Random& random)
{
    const FaultDefinition& definition = planned.fault.definition();
    planned.seed = std::uint64_t(random.between(1, 1'000'000));
    if (definition.actsOnEverything()) {
        planned.when.delay = milliseconds(random, 0, 1000);
        if (definition.lasts)
            planned.duration = milliseconds(random, 100, 600);
        return;
    }
    // Bytes name no station and are no messages.
    constexpr std::array<std::int64_t, 4> ofBytes{0, 1, 3, 4};
    switch (traffic == Traffic::Bytes ? ofBytes.at(std::size_t(random.between(0, 3)))
                                      : random.between(0, 5)) {
    case 0:
        planned.when.attempts = FaultRange{std::uint64_t(random.between(1, 300)), {}};
        break;
    case 1:
        planned.when.every = std::uint64_t(random.between(1, 50));
        break;
    case 2:
        planned.when.message = someMessage(random);
        break;
    case 3:
        planned.when.delay = milliseconds(random, 1, 700);
        break;
    case 4:
        planned.when.window =
            FaultWindow{milliseconds(random, 0, 500), milliseconds(random, 501, 2000)};
        break;
    default:
        planned.scope.station = QStringLiteral("CP-%1*").arg(random.between(1, 9));
        break;
    }
    if (random.between(0, 1) == 0)
        planned.when.probability = 0.3;
    if (definition.lasts)
        planned.duration = milliseconds(random, 50, 800);
    if (definition.direction && random.between(0, 2) == 0)
        planned.direction = FaultDirection::Both;
    planned.times = std::uint64_t(random.between(1, 100));
}

template <class Suits>
FaultPlan planOf(FaultMode mode, Suits suits, Traffic traffic, int faults, Random& random)
{
    const auto ids = implementedFaultIds(mode);
    FaultPlan plan;
    while (std::ssize(plan.faults) < faults) {
        const auto id = ids[std::size_t(random.between(0, std::ssize(ids) - 1))];
        const FaultDefinition& definition = *findFault(toQString(id));
        if (!suits(definition))
            continue;
        // Its parameters as in the catalogue's example, its conditions our own.
        PlannedFault planned(parsePlannedFault(toQString(definition.example))->fault);
        cutDown(planned.fault, random);
        addConditions(planned, traffic, random);
        if (planned.impossibilities().isEmpty())
            plan.faults.push_back(std::move(planned));
    }
    return plan;
}

} // namespace

FaultPlan randomFaultPlan(FaultMode mode, int faults, Random& random)
{
    // Those of MSGI never bite a WebSocket.
    const auto suits = [](const FaultDefinition& definition) {
        return definition.availability == FaultAvailability::Available;
    };
    return planOf(mode, suits, Traffic::WebSocket, faults, random);
}

FaultPlan randomStreamFaultPlan(int faults, Random& random)
{
    const auto suits = [](const FaultDefinition& definition) {
        return definition.stage != FaultStage::Upgrade && definition.stage != FaultStage::Open &&
               definition.stage != FaultStage::Message;
    };
    return planOf(FaultMode::Proxy, suits, Traffic::Bytes, faults, random);
}

QString textOf(const FaultPlan& plan)
{
    QStringList lines;
    for (const PlannedFault& planned : plan.faults)
        lines << planned.toText();
    return lines.join(QLatin1Char('\n'));
}

} // namespace redial::soak
