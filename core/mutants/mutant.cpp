// SPDX-License-Identifier: MIT
#include "core/mutants/mutant.h"

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
                           &companionMutants, &accountMutants}) {
            const std::vector<Mutant> some = part();
            all.insert(all.end(), some.begin(), some.end());
        }
        std::sort(all.begin(), all.end(),
                  [](const Mutant& one, const Mutant& other) { return one.id < other.id; });
        return all;
    }();
    return table;
}

} // namespace redial
