// SPDX-License-Identifier: MIT
// Writes a run file, an event each 10 ms (too few to fill its buffer), and prints when it appended
// each one, until it is killed: the other half of
// TestRunFileWriter::killingTheProcessLosesLessThanASecond.
#include "core/log/event_recorder.h"
#include "core/log/run_file_writer.h"
#include "core/time/system_clock.h"

#include <QCoreApplication>

#include <cstdio>

using namespace redial;

namespace {

void appendOn(SystemClock& clock, const EventRecorder& recorder)
{
    const EventNumber number = recorder.record(EventKind::Note, {{FieldKey::Text, "still here"}});
    const auto time = recorder.log().header(number).time.time_since_epoch();
    std::printf("%lld\n", static_cast<long long>(time.count()));
    std::fflush(stdout);
    clock.startTimer(std::chrono::milliseconds(10), [&] { appendOn(clock, recorder); });
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    if (argc != 2)
        return 2;
    SystemClock clock;
    EventLog log;
    RunFileWriter writer(log, clock);
    if (!writer.open(QString::fromLocal8Bit(argv[1]), {}))
        return 3;
    const EventRecorder recorder(log, clock, Source::Harness);
    appendOn(clock, recorder);
    return QCoreApplication::exec();
}
