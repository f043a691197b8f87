// SPDX-License-Identifier: MIT
#include "tests/log/run_file_samples.h"

#include "core/log/event_line.h"
#include "core/log/run_file_parser.h"

#include <QFile>

#include <array>
#include <limits>

namespace redial::test {

using namespace std::chrono_literals;
using namespace std::string_literals;

RunInfo someInfo()
{
    RunInfo info;
    info.program = QStringLiteral("redial 0.1.0");
    info.seed = 7;
    info.clock = ClockKind::Virtual;
    info.started = WallTime(1735689600123ms);
    info.configuration = {{QStringLiteral("station"), QStringLiteral("CS-1")}};
    return info;
}

EventHeader headerOf(EventKind kind)
{
    return {MonotonicTime(1500ms), WallTime(1735689601500ms), 3, 2, kind, Source::Client,
            laneOf(kind)};
}

void appendAllSorts(EventLog& log)
{
    // Control characters, and UTF-8 that is valid, out of range, a surrogate, or cut short.
    const std::string anything =
        "\0\x01\x1f\"\\/\n\r\t\x7f \xff\xc3\xa4\xed\xa0\x80\xf0\x9f\x98\x80\xe2\x82"s;
    log.append(headerOf(EventKind::MessageIn),
               std::array{Field(FieldKey::Payload, anything),
                          Field(FieldKey::Size, std::numeric_limits<std::int64_t>::max()),
                          Field(FieldKey::Count, std::numeric_limits<std::int64_t>::min()),
                          Field(FieldKey::Binary, true), Field(FieldKey::Truncated, false)});
    log.append(headerOf(EventKind::Note),
               std::array{Field(FieldKey::Limit, 0.1), Field(FieldKey::Limit, 5.0),
                          Field(FieldKey::Limit, 1e300), Field(FieldKey::Limit, -0.0),
                          Field(FieldKey::Limit, std::numeric_limits<double>::denorm_min())});
    EventHeader foreign = headerOf(EventKind::Note);
    foreign.kind = log.internKind("teleported \"far\"");
    foreign.wall =
        WallTime(std::chrono::milliseconds(std::numeric_limits<std::int64_t>::max() / 2));
    log.append(foreign, std::array{Field(log.internKey("colour"), "blue")});
    log.append({}, {});
}

std::string fileText(const EventLog& log, const RunInfo& info)
{
    std::string text;
    appendRunInfoLine(text, info);
    for (EventNumber number = 1; number <= log.size(); ++number)
        appendEventLine(text, log, number);
    return text;
}

Expected<qint64, RunFileError> parse(std::string_view text, EventLog& log, std::size_t piece,
                                     RunFileLimits limits)
{
    RunFileParser parser(QStringLiteral("x.jsonl"), log, limits);
    for (std::size_t at = 0; at < text.size(); at += piece) {
        const auto taken = parser.consume(text.substr(at, piece));
        if (!taken)
            return Unexpected{taken.error()};
    }
    return parser.finish();
}

bool writeFile(const QString& path, std::string_view text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) &&
           file.write(text.data(), qsizetype(text.size())) == qsizetype(text.size());
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

const std::string firstLine =
    R"({"redial":"run","version":1,"program":"p","seed":1,"clock":"virtual",)"
    R"("started":"2025-01-01T00:00:00.000Z","configuration":{}})"
    "\n";
const std::string eventLine =
    R"({"n":1,"t":5,"w":"2025-01-01T00:00:00.000Z","lane":"user",)"
    R"("source":"client","epoch":0,"attempt":0,"kind":"note","fields":{}})"
    "\n";

std::string replaced(std::string text, std::string_view what, std::string_view with)
{
    return text.replace(text.find(what), what.size(), with);
}

} // namespace redial::test
