// SPDX-License-Identifier: MIT
#include "core/matrix/matrix_filter.h"

#include "core/base/nearest_name.h"
#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"

#include <algorithm>

namespace redial {

namespace {

/// "tcp" and "tls".
bool isLevelAndPhase(const QString& word)
{
    const auto levels = faultLevelNames();
    return connectionPhaseFromName(word) &&
           std::find(levels.begin(), levels.end(), word.toStdString()) != levels.end();
}

QString unknownWord(const QString& word)
{
    if (isLevelAndPhase(word))
        return QStringLiteral("\"%1\" is a level of faults and a phase; write level:%1 or phase:%1")
            .arg(word);
    QStringList known;
    for (const ConnectionPhase phase : connectionPhases())
        known << nameOf(phase);
    for (const std::string_view level : faultLevelNames())
        known << toQString(level);
    for (const FaultDefinition& fault : faultCatalogue())
        known << toQString(fault.id) << toQString(fault.name);
    const auto nearest = nearestName(word, known);
    return QStringLiteral("\"%1\" is no fault, level or phase; %2")
        .arg(word, nearest ? QStringLiteral("did you mean %1?").arg(*nearest)
                           : QStringLiteral("as in T6, http or phase:tcp"));
}

} // namespace

Expected<MatrixFilter, QString> MatrixFilter::parse(const QString& words)
{
    MatrixFilter filter;
    for (const QString& part : words.split(QLatin1Char(','))) {
        const QString word = part.trimmed();
        if (!word.isEmpty() && !filter.add(word))
            return Unexpected{unknownWord(word)};
    }
    return filter;
}

bool MatrixFilter::takes(const FaultDefinition& fault) const
{
    return faults_.empty() || faults_.contains(toQString(fault.id));
}

bool MatrixFilter::takes(ConnectionPhase phase) const
{
    return phases_.empty() || phases_.contains(phase);
}

bool MatrixFilter::add(const QString& word)
{
    const QString name = word.mid(word.indexOf(QLatin1Char(':')) + 1).toLower();
    if (word.startsWith(QLatin1String("phase:")))
        return addPhase(name);
    if (word.startsWith(QLatin1String("level:")))
        return addLevel(name);
    if (isLevelAndPhase(word))
        return false;
    return addFault(word) || addPhase(name) || addLevel(name);
}

bool MatrixFilter::addPhase(const QString& name)
{
    const auto phase = connectionPhaseFromName(name);
    if (phase)
        phases_.insert(*phase);
    return phase.has_value();
}

bool MatrixFilter::addLevel(const QString& name)
{
    bool isLevel = false;
    for (const FaultDefinition& fault : faultCatalogue()) {
        if (toQString(nameOf(fault.level)) != name)
            continue;
        faults_.insert(toQString(fault.id));
        isLevel = true;
    }
    return isLevel;
}

bool MatrixFilter::addFault(const QString& name)
{
    const FaultDefinition* const fault = findFault(name);
    if (fault)
        faults_.insert(toQString(fault->id));
    return fault != nullptr;
}

} // namespace redial
