// SPDX-License-Identifier: MIT
// Any bytes as a run file: the reader must refuse them or take them, and what it took must be
// written, read again, counted and judged without harm.
#include "core/log/event_line.h"
#include "core/log/metrics.h"
#include "core/log/run_file_parser.h"
#include "core/report/closing_table.h"
#include "core/report/pcapng_report.h"
#include "core/report/sarif_report.h"
#include "core/verdict/contradiction.h"
#include "core/verdict/judge.h"
#include "tests/fuzz/fuzz_target.h"

#include <cstdint>
#include <cstdlib>

namespace run_file_fuzzer {

using namespace redial;

namespace {

constexpr std::size_t longestLine = 64 * 1024;

bool parse(std::string_view bytes, std::size_t piece, EventLog& log, RunInfo& info)
{
    RunFileLimits limits;
    limits.lineBytes = longestLine;
    RunFileParser parser(QStringLiteral("fuzz"), log, limits);
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        if (!parser.consume(bytes.substr(at, piece)))
            return false;
    }
    if (!parser.finish())
        return false;
    info = parser.info();
    return true;
}

std::string fileOf(const EventLog& log, const RunInfo& info)
{
    std::string text;
    appendRunInfoLine(text, info);
    for (EventNumber number = 1; number <= log.size(); ++number)
        appendEventLine(text, log, number);
    return text;
}

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

void run(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    EventLog log;
    RunInfo info;
    if (!parse(bytes, std::size_t{data[0]} + 1, log, info))
        return;
    const std::string written = fileOf(log, info);
    EventLog again;
    RunInfo sameInfo;
    require(parse(written, written.size(), again, sameInfo));
    require(fileOf(again, sameInfo) == written);
    const auto results = judge(log, info);
    require(!closingTable(log, info, results).isEmpty());
    (void)contradictionIn(log);
    const RunReport report{log, info, results, QStringLiteral("fuzzed.jsonl")};
    require(!pcapngReport(report).isEmpty() && !sarifReport(report).isEmpty());
    for (EventNumber number = 1; number <= log.size(); ++number)
        (void)accountLine(log, number);
}

} // namespace run_file_fuzzer

REDIAL_FUZZ_TARGET(run_file_fuzzer)
