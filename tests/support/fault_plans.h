// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_plan_reader.h"

namespace redial::test {

/// A plan of faults in the command line's form. Precondition: each can be read.
inline FaultPlan planOf(const QStringList& texts)
{
    FaultPlan plan;
    for (const QString& text : texts) {
        auto fault = parsePlannedFault(text);
        if (!fault)
            qFatal("%s: %s", qPrintable(text), qPrintable(fault.error()));
        plan.faults.push_back(std::move(*fault));
    }
    return plan;
}

} // namespace redial::test
