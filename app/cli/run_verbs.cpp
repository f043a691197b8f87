// SPDX-License-Identifier: MIT
// connect and demo: one run of one station, live on the terminal.
#include "app/cli/control_option.h"
#include "app/cli/fault_options.h"
#include "app/cli/interrupt.h"
#include "app/cli/msgi_connect.h"
#include "app/cli/remember_option.h"
#include "app/cli/run_file_option.h"
#include "app/cli/run_options.h"
#include "app/cli/run_presenter.h"
#include "app/cli/stream_options.h"
#include "app/cli/verbs.h"
#include "core/control/station_run_control.h"
#include "core/scenario/demo.h"
#include "core/scenario/station_run.h"

#include <QCoreApplication>
#include <QEventLoop>

namespace redial {

namespace {

using namespace std::chrono_literals;

const QString durationOption = QStringLiteral("duration");
const QString seedOption = QStringLiteral("seed");
const QString callOption = QStringLiteral("call-at");

std::vector<OptionSpec> joined(std::vector<OptionSpec> first, const std::vector<OptionSpec>& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

/// Behind a verb's own options those that both verbs share.
std::vector<OptionSpec> allOptions(std::vector<OptionSpec> own)
{
    return joined(
        joined(joined(joined(std::move(own), stationOptions()), sessionOptions()), policyOptions()),
        ControlOption::specs());
}

OptionSpec seedSpec()
{
    return {
        seedOption, QStringLiteral("NUMBER"), QStringLiteral("seed of everything random (1)"), {}};
}

OptionSpec callSpec()
{
    return {callOption,
            QStringLiteral("TIME:ACTION[:JSON]"),
            QStringLiteral("send a CALL, as in 12s:StatusNotification; may be repeated"),
            {}};
}

void waitForEnd(StationRun& run)
{
    Interrupt interrupt;
    QObject::connect(&interrupt, &Interrupt::requested, &run, [&run] { run.stop(); });
    QEventLoop loop;
    QObject::connect(&run, &StationRun::ended, &loop, &QEventLoop::quit);
    if (!run.hasEnded())
        loop.exec();
}

/// Runs to the end, with account, run file and closing table.
ExitStatus present(StationRunConfiguration configuration, const ParsedArguments& arguments,
                   Console& console)
{
    // Before the run file is opened: what cannot run must not cost an older file.
    if (const auto valid = configuration.validate(); !valid) {
        console.error(valid.error());
        return ExitStatus::Usage;
    }
    if (const auto valid = ControlOption::check(arguments); !valid) {
        console.error(valid.error());
        return ExitStatus::Usage;
    }
    if (const auto valid = checkRemember(arguments); !valid) {
        console.error(valid.error());
        return ExitStatus::Usage;
    }
    if (configuration.virtualTime && ControlOption::isAskedFor(arguments)) {
        console.error(QStringLiteral("a run in virtual time is over before anybody can tell it "
                                     "anything; leave out --name and --control-port."));
        return ExitStatus::Usage;
    }
    StationRun run(std::move(configuration));
    RunFileOption file;
    if (const auto opened = file.open(arguments, *run.log(), run.info()); !opened) {
        console.error(opened.error());
        return ExitStatus::CouldNotRun;
    }
    StationRunControl controllable(run);
    ControlOption control;
    if (!run.configuration().virtualTime) {
        if (const auto opened =
                control.open(arguments, controllable, *run.log(), run.clock(), console);
            !opened) {
            console.error(opened.error());
            return ExitStatus::CouldNotRun;
        }
    }
    RunPresenter presenter(console, *run.log(), run.info());
    if (const auto started = run.start(); !started) {
        console.error(started.error());
        return ExitStatus::CouldNotRun;
    }
    if (run.configuration().virtualTime)
        run.runToEnd();
    else
        waitForEnd(run);
    const bool fileIsWhole = file.close(console);
    ExitStatus status = presenter.close();
    if (const auto failure = neverOpened(*run.log())) {
        console.error(*failure);
        status = ExitStatus::NotHeld;
    }
    return fileIsWhole ? status : ExitStatus::CouldNotRun;
}

ExitStatus usage(Console& console, const QString& sentence)
{
    console.error(sentence);
    return ExitStatus::Usage;
}

Expected<void, QString> readRun(const ParsedArguments& arguments,
                                StationRunConfiguration& configuration)
{
    const auto seed = arguments.number(seedOption, configuration.seed, UINT64_MAX);
    if (!seed)
        return Unexpected{seed.error()};
    configuration.seed = *seed;
    if (arguments.isSet(durationOption)) {
        const auto duration = arguments.duration(durationOption, 0ns);
        if (!duration)
            return Unexpected{duration.error()};
        if (*duration <= 0ns)
            return Unexpected{QStringLiteral("--duration: a run must last longer than 0.")};
        configuration.duration = *duration;
    }
    return readStation(arguments, configuration);
}

ExitStatus runConnect(const ParsedArguments& arguments, Console& console)
{
    if (arguments.positional().isEmpty())
        return usage(
            console,
            QStringLiteral("the server's URL is missing: redial connect ws://127.0.0.1:9000/."));
    StationRunConfiguration configuration;
    if (const auto read = readRun(arguments, configuration); !read)
        return usage(console, read.error());
    if (asksForMsgi(arguments))
        return connectMsgi(arguments, configuration, console);
    if (const auto valid = checkNoMsgiOptions(arguments); !valid)
        return usage(console, valid.error());
    const auto url = parseServerUrl(arguments.positional().first());
    if (!url)
        return usage(console, url.error());
    configuration.url = *url;
    if (const auto read = readStream(arguments, configuration); !read)
        return usage(console, read.error());
    if (const auto valid = checkStation(arguments, configuration); !valid)
        return usage(console, valid.error());
    auto faults = readFaults(arguments, FaultMode::Client);
    if (!faults)
        return usage(console, faults.error());
    configuration.faults = std::move(*faults);
    return present(std::move(configuration), arguments, console);
}

ExitStatus runDemo(const ParsedArguments& arguments, Console& console)
{
    const auto drops = arguments.number(QStringLiteral("drops"), 0, 1'000'000);
    const auto duration = arguments.duration(durationOption, 24h);
    if (!drops)
        return usage(console, drops.error());
    if (!duration)
        return usage(console, duration.error());
    const bool isVirtual = arguments.isSet(QStringLiteral("virtual"));
    if (arguments.isSet(QStringLiteral("drops")) && !isVirtual)
        return usage(console,
                     QStringLiteral("--drops spreads losses over a day and needs --virtual."));
    StationRunConfiguration configuration = arguments.isSet(QStringLiteral("drops"))
                                                ? dayConfiguration(std::uint32_t(*drops), *duration)
                                                : demoConfiguration();
    configuration.virtualTime = isVirtual;
    if (const auto read = readRun(arguments, configuration); !read)
        return usage(console, read.error());
    if (const auto valid = checkStation(arguments, configuration); !valid)
        return usage(console, valid.error());
    // Its own calls need a session; those that were asked for are refused without one.
    if (!configuration.protocol && !arguments.isSet(callOption))
        configuration.calls.clear();
    auto faults = readFaults(arguments, isVirtual ? FaultMode::Virtual : FaultMode::Server);
    if (!faults)
        return usage(console, faults.error());
    configuration.faults = std::move(*faults);
    return present(std::move(configuration), arguments, console);
}

} // namespace

Verb connectVerb()
{
    std::vector<OptionSpec> options{
        {durationOption,
         QStringLiteral("DURATION"),
         QStringLiteral("end the run after this (until Ctrl+C)"),
         {}},
        {QStringLiteral("drop-at"),
         QStringLiteral("TIME[:KIND]"),
         QStringLiteral("drop the link by close, fin or reset; may be repeated"),
         {}},
        callSpec(),
        seedSpec(),
        RunFileOption::spec(),
        rememberSpec(),
    };
    return {
        QStringLiteral("connect"),
        QStringLiteral("URL…"),
        QStringLiteral(
            "Plays a charging station, or any WebSocket or MSGI client, against a real server"),
        joined(
            joined(joined(joined(allOptions(std::move(options)), accessOptions()), streamOptions()),
                   faultOptions()),
            msgiConnectOptions()),
        QStringLiteral(
            "redial connect ws://127.0.0.1:9000/ --station CP-1 --drop-at 5s:reset --duration 15s"),
        runConnect};
}

Verb demoVerb()
{
    std::vector<OptionSpec> options{
        {QStringLiteral("virtual"),
         {},
         QStringLiteral("in virtual time, without sockets: the same seed gives the same bytes"),
         {}},
        {QStringLiteral("drops"),
         QStringLiteral("NUMBER"),
         QStringLiteral(
             "with --virtual: lose the connection so often, evenly spread over --duration"),
         {}},
        {durationOption,
         QStringLiteral("DURATION"),
         QStringLiteral("end the run after this (20s, with --drops 24h)"),
         {}},
        {QStringLiteral("drop-at"),
         QStringLiteral("TIME[:KIND]"),
         QStringLiteral("one more drop, by close, fin or reset; may be repeated"),
         {}},
        callSpec(),
        seedSpec(),
        RunFileOption::spec(),
        rememberSpec(),
    };
    return {
        QStringLiteral("demo"),
        {},
        QStringLiteral("Shows a station that loses its connection in three ways and regains it"),
        joined(allOptions(std::move(options)), faultOptions()),
        QStringLiteral("redial demo --virtual --seed 7 --log a.jsonl"),
        runDemo};
}

} // namespace redial
