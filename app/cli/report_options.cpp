// SPDX-License-Identifier: MIT
#include "app/cli/report_options.h"

#include "core/base/whole_file.h"
#include "core/report/report_kinds.h"

namespace redial {

const std::vector<OptionSpec>& reportOptions()
{
    static const std::vector<OptionSpec> options = [] {
        std::vector<OptionSpec> made;
        for (const ReportKind& kind : reportKinds())
            made.push_back({QLatin1String(kind.name), QStringLiteral("FILE"),
                            QLatin1String(kind.help), QStringLiteral("Reports"), true});
        return made;
    }();
    return options;
}

Expected<void, QString> writeReports(const ParsedArguments& arguments, const RunReport& report)
{
    for (const ReportKind& kind : reportKinds()) {
        const auto path = arguments.value(QLatin1String(kind.name));
        if (!path)
            continue;
        if (auto written = writeReportFile(*path, kind.write(report)); !written)
            return written;
    }
    return {};
}

Expected<void, QString> writeReportFile(const QString& path, const QByteArray& bytes)
{
    const auto written = writeWholeFile(path, bytes);
    if (written)
        return {};
    return Unexpected{QStringLiteral("the report %1 cannot be written: %2; choose another place.")
                          .arg(path, written.error())};
}

} // namespace redial
