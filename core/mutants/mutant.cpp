// SPDX-License-Identifier: MIT
#include "core/mutants/mutant.h"

#include "core/base/to_qstring.h"

#include <QStringList>

#include <algorithm>

namespace redial {

QString seamsOf(const Mutant& mutant)
{
    QStringList seams;
    if (mutant.actual)
        seams << QStringLiteral("policy");
    if (mutant.parts) {
        const ClientParts parts = mutant.parts();
        if (parts.clock)
            seams << QStringLiteral("clock");
        if (parts.transport)
            seams << QStringLiteral("transport");
        if (parts.tokens)
            seams << QStringLiteral("tokens");
    }
    if (mutant.accompany)
        seams << QStringLiteral("companion");
    if (mutant.copies)
        seams << QStringLiteral("account");
    return seams.join(QLatin1String(" + "));
}

const std::vector<Mutant>& mutants()
{
    static const std::vector<Mutant> table = [] {
        std::vector<Mutant> all;
        for (auto* part : {&backoffMutants, &policyMutants, &clockMutants, &transportMutants,
                           &companionMutants, &accountMutants, &streamMutants}) {
            const std::vector<Mutant> some = part();
            all.insert(all.end(), some.begin(), some.end());
        }
        std::sort(all.begin(), all.end(),
                  [](const Mutant& one, const Mutant& other) { return one.id < other.id; });
        return all;
    }();
    return table;
}

const Mutant* findMutant(const QString& id)
{
    const QString wanted = id.trimmed().toUpper();
    const auto found = std::find_if(mutants().begin(), mutants().end(), [&](const Mutant& mutant) {
        return toQString(mutant.id) == wanted;
    });
    return found == mutants().end() ? nullptr : &*found;
}

} // namespace redial
