// SPDX-License-Identifier: MIT
#include "app/cli/fault_options.h"

#include "core/fault/fault_plan_reader.h"

namespace redial {

std::vector<OptionSpec> faultOptions()
{
    const QString section = QStringLiteral("Faults");
    return {
        {QStringLiteral("fault"), QStringLiteral("FAULT"),
         QStringLiteral("do this fault, such as \"W4 code=1006 when=attempt:2..3\"; may be given "
                        "several times (redial faults lists them)"),
         section},
        {QStringLiteral("faults"), QStringLiteral("FILE"),
         QStringLiteral("do the faults of this plan (JSON, see docs/faults.md)"), section},
    };
}

Expected<FaultPlan, QString> readFaults(const ParsedArguments& arguments, FaultMode mode)
{
    auto plan = readFaultOptions(arguments.values(QStringLiteral("fault")),
                                 arguments.value(QStringLiteral("faults")).value_or(QString()));
    if (!plan)
        return plan;
    QStringList lines;
    for (const FaultPlanError& error : plan->unsuitableFor(mode))
        lines << QStringLiteral("--fault: %1").arg(error.sentence);
    if (!lines.isEmpty())
        return Unexpected{lines.join(QLatin1Char('\n'))};
    return plan;
}

} // namespace redial
