// SPDX-License-Identifier: MIT
// What the event log and the run file cost, beside memcpy and QFile in the same run.
#include "core/log/event_line.h"
#include "core/log/event_recorder.h"
#include "core/log/metrics.h"
#include "core/log/run_file_reader.h"
#include "core/log/run_file_writer.h"
#include "core/time/system_clock.h"
#include "core/time/virtual_clock.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QTemporaryDir>

#include <chrono>
#include <cstdio>
#include <cstring>

using namespace redial;

namespace {

constexpr int eventCount = 1'000'000;

double seconds(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The mix of a station that beats, sends and is dropped now and then.
void appendTypical(const EventRecorder& recorder, int index)
{
    static const std::string payload =
        R"([2,"19a5c3-1042","StatusNotification",{"connectorId":1,"status":"Available"}])";
    switch (index % 8) {
    case 0:
        recorder.record(EventKind::HeartbeatSent, {{FieldKey::MessageId, "19a5c3-1042"},
                                                   {FieldKey::Action, "Heartbeat"},
                                                   {FieldKey::Payload, "{}"}});
        break;
    case 1:
    case 2:
        recorder.record(EventKind::MessageOut, {{FieldKey::Size, payload.size()},
                                                {FieldKey::Binary, false},
                                                {FieldKey::Truncated, false},
                                                {FieldKey::Payload, payload}});
        break;
    case 3:
        recorder.record(EventKind::BackoffScheduled,
                        {{FieldKey::DelayNs, std::int64_t{1'021'345'678} + index},
                         {FieldKey::NominalNs, std::int64_t{1'000'000'000}},
                         {FieldKey::LowNs, std::int64_t{800'000'000}},
                         {FieldKey::HighNs, std::int64_t{1'200'000'000}},
                         {FieldKey::Strategy, "exponential"}});
        break;
    case 4:
        recorder.record(EventKind::Closed, {{FieldKey::Cause, "reset"},
                                            {FieldKey::Code, 1006},
                                            {FieldKey::Reason, ""},
                                            {FieldKey::Remote, true},
                                            {FieldKey::Detail, "Connection reset by peer"}});
        break;
    case 5:
        recorder.record(EventKind::StateChanged,
                        {{FieldKey::From, "connected"}, {FieldKey::To, "disconnected"}});
        break;
    default:
        recorder.record(EventKind::TimerArmed,
                        {{FieldKey::Timer, "backoff"}, {FieldKey::TimerNumber, index}});
    }
}

void fill(EventLog& log)
{
    VirtualClock clock;
    EventRecorder recorder(log, clock, Source::Client);
    for (int i = 0; i < eventCount; ++i)
        appendTypical(recorder, i);
}

void benchAppend()
{
    double best = 1e9;
    std::size_t bytes = 0;
    for (int round = 0; round < 3; ++round) {
        EventLog log;
        const auto start = std::chrono::steady_clock::now();
        fill(log);
        best = std::min(best, seconds(start));
        bytes = log.memoryBytes();
    }
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::byte> copy(bytes);
    std::memset(copy.data(), 1, copy.size());
    const double plain = seconds(start);
    std::printf(
        "append: %.0f ns an event, %.1f bytes an event (%d events; touching the same memory "
        "for the first time: %.0f ns an event)\n",
        best * 1e9 / eventCount, double(bytes) / eventCount, eventCount, plain * 1e9 / eventCount);
}

double copyRate(const std::string& text)
{
    std::string copy(text.size(), '\0');
    const auto start = std::chrono::steady_clock::now();
    std::memcpy(copy.data(), text.data(), text.size());
    return double(text.size()) / seconds(start) / 1e6 + (copy.back() == '\1' ? 1 : 0);
}

void benchLines(const EventLog& log)
{
    std::string text;
    auto start = std::chrono::steady_clock::now();
    for (EventNumber number = 1; number <= log.size(); ++number)
        appendEventLine(text, log, number);
    const double written = seconds(start);
    const double megabytes = double(text.size()) / 1e6;
    std::printf("serialise: %.0f MB/s, %.0f ns an event, %.0f bytes a line (memcpy %.0f MB/s)\n",
                megabytes / written, written * 1e9 / eventCount, double(text.size()) / eventCount,
                copyRate(text));
    EventLog parsed;
    EventLineReader reader(parsed);
    start = std::chrono::steady_clock::now();
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t end = rest.find('\n');
        if (!reader.read(rest.substr(0, end)))
            std::printf("a line was refused\n");
        rest.remove_prefix(end + 1);
    }
    const double read = seconds(start);
    std::printf("parse: %.0f MB/s, %.0f ns an event\n", megabytes / read, read * 1e9 / eventCount);
}

void benchFile(const EventLog& log, const QString& folder)
{
    const QString path = folder + QStringLiteral("/run.jsonl");
    auto start = std::chrono::steady_clock::now();
    EventLog live;
    SystemClock clock;
    RunFileWriter writer(live, clock);
    if (!writer.open(path, {}))
        return;
    fill(live);
    const bool closed = writer.close().hasValue();
    const double written = seconds(start);
    const double megabytes = double(QFileInfo(path).size()) / 1e6;
    start = std::chrono::steady_clock::now();
    QFile file(path);
    qint64 total = 0;
    if (file.open(QIODevice::ReadOnly)) {
        while (!file.atEnd())
            total += file.read(1 << 20).size();
    }
    const double plain = seconds(start);
    start = std::chrono::steady_clock::now();
    const auto run = readRunFile(path);
    const double read = seconds(start);
    std::printf("append with a run file: %.0f ns an event, %.0f MB/s%s\n",
                written * 1e9 / eventCount, megabytes / written, closed ? "" : " (failed)");
    std::printf("open a run file: %.0f MB/s, %llu events in %.2f s (QFile alone %.0f MB/s)\n",
                megabytes / read, run ? static_cast<unsigned long long>(run->log->size()) : 0ULL,
                read, double(total) / 1e6 / plain);
    start = std::chrono::steady_clock::now();
    const auto metrics = metricsOf(log);
    std::printf("metrics: %.0f ns an event (%llu back-offs)\n", seconds(start) * 1e9 / eventCount,
                static_cast<unsigned long long>(metrics.backoffsScheduled));
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    benchAppend();
    EventLog log;
    fill(log);
    benchLines(log);
    QTemporaryDir folder;
    benchFile(log, folder.path());
    return 0;
}
