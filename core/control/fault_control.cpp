// SPDX-License-Identifier: MIT
#include "core/control/fault_control.h"

#include "core/base/to_qstring.h"
#include "core/fault/fault_host.h"
#include "core/fault/fault_plan_reader.h"

#include <QJsonArray>

namespace redial {

namespace {

QJsonObject describe(const HostedFault& fault)
{
    return {{QStringLiteral("number"), double(fault.index + 1)},
            {QStringLiteral("fault"), toQString(fault.planned.fault.id())},
            {QStringLiteral("text"), fault.planned.toText()},
            {QStringLiteral("armed"), fault.isArmed},
            {QStringLiteral("begun"), double(fault.counters.begun)},
            {QStringLiteral("bitten"), double(fault.counters.bitten)},
            {QStringLiteral("healed"), double(fault.counters.ended)}};
}

} // namespace

ControlOutcome armFault(FaultHost& host, const QString& text)
{
    auto planned = parsePlannedFault(text);
    if (!planned)
        return Unexpected{planned.error()};
    planned->armed = true;
    const auto index = host.addFault(*planned);
    if (!index)
        return Unexpected{index.error()};
    return QJsonObject{{QStringLiteral("number"), double(*index + 1)},
                       {QStringLiteral("text"), planned->toText()}};
}

ControlOutcome disarmFault(FaultHost& host, const QString& number)
{
    int disarmed = 0;
    for (const HostedFault& fault : host.hostedFaults()) {
        const bool isMeant =
            number == QLatin1String("all") || number == QString::number(fault.index + 1);
        if (isMeant && fault.isArmed && host.disarmFault(fault.index))
            ++disarmed;
    }
    if (disarmed == 0)
        return Unexpected{QStringLiteral("no armed fault has the number \"%1\"; list shows them.")
                              .arg(number.left(64))};
    return QJsonObject{{QStringLiteral("disarmed"), disarmed}};
}

ControlOutcome listFaults(const FaultHost& host)
{
    QJsonArray faults;
    for (const HostedFault& fault : host.hostedFaults())
        faults << describe(fault);
    return QJsonObject{{QStringLiteral("faults"), faults}};
}

} // namespace redial
