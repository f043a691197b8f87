// SPDX-License-Identifier: MIT
#include "core/scenario/scenario.h"

namespace redial {

QStringList scenarioClockNames()
{
    return {QStringLiteral("virtual"), QStringLiteral("system"), QStringLiteral("both")};
}

QString Scenario::title() const
{
    return caseLabel.isEmpty() ? name : QStringLiteral("%1 [%2]").arg(name, caseLabel);
}

} // namespace redial
