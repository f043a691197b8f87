// SPDX-License-Identifier: MIT
#include "core/fault/fault_catalogue.h"

#include "core/base/nearest_name.h"
#include "core/base/to_qstring.h"
#include "core/fault/fault_implementations.h"
#include "core/fault/fault_rows.h"

#include <algorithm>

namespace redial {

namespace {

std::vector<FaultDefinition> allRows()
{
    std::vector<FaultDefinition> all;
    for (const auto table :
         {rows::dnsFaults, rows::tcpFaults, rows::tlsFaults, rows::httpFaults, rows::closingFaults,
          rows::frameFaults, rows::keepAliveFaults, rows::ocppFaults, rows::applicationFaults,
          rows::msgiFaults, rows::networkFaults, rows::processFaults}) {
        for (FaultDefinition& fault : table())
            all.push_back(std::move(fault));
    }
    // What memory can do makes sense there.
    const auto inMemory = virtualFaultIds();
    for (FaultDefinition& fault : all)
        if (std::ranges::find(inMemory, fault.id) != inMemory.end())
            fault.modes.insert(FaultMode::Virtual);
    return all;
}

QString normalized(const QString& word)
{
    return word.trimmed().toLower().replace(QLatin1Char('-'), QLatin1Char('_'));
}

} // namespace

std::span<const FaultDefinition> faultCatalogue()
{
    static const std::vector<FaultDefinition> catalogue = allRows();
    return catalogue;
}

const FaultDefinition* findFault(const QString& idOrName)
{
    const QString word = normalized(idOrName);
    for (const FaultDefinition& fault : faultCatalogue()) {
        if (toQString(fault.id).toLower() == word || toQString(fault.name) == word)
            return &fault;
    }
    return nullptr;
}

QString unknownFaultSentence(const QString& idOrName)
{
    QStringList names;
    for (const FaultDefinition& fault : faultCatalogue())
        names << toQString(fault.id) << toQString(fault.name);
    const auto nearest = nearestName(normalized(idOrName), names);
    if (!nearest)
        return QStringLiteral("\"%1\" is no fault; `redial faults` lists them.").arg(idOrName);
    return QStringLiteral("\"%1\" is no fault; did you mean \"%2\"? `redial faults` lists them.")
        .arg(idOrName, *nearest);
}

} // namespace redial
