// SPDX-License-Identifier: MIT
#include "core/report/report_kinds.h"

#include "core/report/attempts_csv.h"
#include "core/report/har_report.h"
#include "core/report/html_report.h"
#include "core/report/junit_report.h"
#include "core/report/pcapng_report.h"
#include "core/report/sarif_report.h"

namespace redial {

namespace {

constexpr ReportKind kinds[]{
    {"junit", "Verdict as JUnit XML", "write the verdict as JUnit XML", &junitReport},
    {"html", "Report as HTML",
     "write everything as one HTML page, with timeline and back-off graph", &htmlReport},
    {"csv", "Attempts as CSV", "write the attempts as CSV", &attemptsCsv},
    {"har", "Messages as HTTP Archive", "write the connections and messages as an HTTP Archive",
     &harReport},
    {"pcapng", "Packets for Wireshark", "write the connections as packets that Wireshark reads",
     &pcapngReport},
    {"sarif", "Findings as SARIF", "write the findings as SARIF 2.1.0", &sarifReport},
};

} // namespace

std::span<const ReportKind> reportKinds()
{
    return kinds;
}

} // namespace redial
