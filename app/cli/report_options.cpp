// SPDX-License-Identifier: MIT
#include "app/cli/report_options.h"

#include "core/report/attempts_csv.h"
#include "core/report/har_report.h"
#include "core/report/html_report.h"
#include "core/report/junit_report.h"
#include "core/report/pcapng_report.h"
#include "core/report/sarif_report.h"

#include <QSaveFile>

namespace redial {

namespace {

struct ReportKind
{
    const char* option;
    const char* help;
    QByteArray (*write)(const RunReport& report);
};

constexpr ReportKind kinds[]{
    {"junit", "write the verdict as JUnit XML", &junitReport},
    {"html", "write everything as one HTML page, with timeline and back-off graph", &htmlReport},
    {"csv", "write the attempts as CSV", &attemptsCsv},
    {"har", "write the connections and messages as an HTTP Archive", &harReport},
    {"pcapng", "write the connections as packets that Wireshark reads", &pcapngReport},
    {"sarif", "write the findings as SARIF 2.1.0", &sarifReport},
};

} // namespace

const std::vector<OptionSpec>& reportOptions()
{
    static const std::vector<OptionSpec> options = [] {
        std::vector<OptionSpec> made;
        for (const ReportKind& kind : kinds)
            made.push_back({QLatin1String(kind.option), QStringLiteral("FILE"),
                            QLatin1String(kind.help), QStringLiteral("Reports")});
        return made;
    }();
    return options;
}

Expected<void, QString> writeReports(const ParsedArguments& arguments, const RunReport& report)
{
    for (const ReportKind& kind : kinds) {
        const auto path = arguments.value(QLatin1String(kind.option));
        if (!path)
            continue;
        if (auto written = writeReportFile(*path, kind.write(report)); !written)
            return written;
    }
    return {};
}

Expected<void, QString> writeReportFile(const QString& path, const QByteArray& bytes)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return Unexpected{QStringLiteral("the report %1 cannot be written: %2; choose another place.")
                          .arg(path, file.errorString())};
}

} // namespace redial
