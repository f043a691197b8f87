// SPDX-License-Identifier: MIT
// explore: every interleaving of events around the client's machines, up to a depth.
#include "app/cli/arguments.h"
#include "app/cli/console.h"
#include "app/cli/interrupt.h"
#include "app/cli/run_options.h"
#include "app/cli/verbs.h"
#include "core/base/duration_text.h"
#include "core/base/nearest_name.h"
#include "core/base/to_qstring.h"
#include "core/explore/counterexample_log.h"
#include "core/explore/machine_mutants.h"
#include "core/log/run_file_writer.h"
#include "core/mutants/mutant.h"
#include "core/time/system_clock.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

#include <algorithm>

namespace redial {

namespace {

using End = ExploreResult::End;

constexpr std::uint64_t usualDepth = 12;
constexpr std::uint64_t mostDepth = 255;
constexpr std::uint64_t usualMebibytes = 2048;
constexpr std::uint64_t mostMebibytes = std::uint64_t{1} << 24;

QString numberText(std::uint64_t number)
{
    return QLocale::c().toString(qulonglong(number));
}

QString unknownMutant(const QString& id)
{
    QStringList known;
    for (const MachineMutant& mutant : machineMutants())
        known << toQString(mutant.id);
    for (const Mutant& mutant : mutants()) {
        if (mutant.actual)
            known << toQString(mutant.id);
    }
    const auto nearest = nearestName(id, known);
    return QStringLiteral("--mutant: there is no mutant \"%1\" that is wrong in its machines or in "
                          "its policy; %2")
        .arg(id, nearest ? QStringLiteral("did you mean %1?").arg(*nearest)
                         : QStringLiteral("see docs/explore.md."));
}

/// The settings of a client that is wrong on purpose. The error is a sentence.
Expected<ExploreSettings, QString> wrongClient(const QString& text, const ExploreSettings& correct)
{
    const QString id = text.trimmed().toUpper();
    ExploreSettings settings = correct;
    for (const MachineMutant& mutant : machineMutants()) {
        if (toQString(mutant.id) != id)
            continue;
        mutant.apply(settings);
        return settings;
    }
    const Mutant* const mutant = findMutant(text);
    if (!mutant || !mutant->actual)
        return Unexpected{unknownMutant(text)};
    StationRunConfiguration configuration = mutant->declared();
    settings = exploreSettings(configuration.policy, configuration.session);
    mutant->actual(configuration);
    settings.actualPolicy = configuration.policy;
    settings.actualSession = configuration.session;
    return settings;
}

/// Beyond it sums of waits leave the clock.
constexpr std::chrono::hours longestDuration{10 * 365 * 24};

bool isTooLong(const ReconnectPolicy& policy, const SessionPolicy& session)
{
    const auto longest = std::max(
        {policy.initialBackoff, policy.maxBackoff, policy.ocppWaitMinimum, policy.ocppRandomRange,
         policy.grpcInitialBackoff, policy.grpcMaxBackoff, policy.delayOffset, policy.minimumUptime,
         policy.retryAfterLimit, policy.resumeDelay, policy.connectTimeout, policy.closeTimeout,
         session.callTimeout, session.bootRetryInterval, session.heartbeatInterval,
         session.messageAttemptInterval});
    return longest > longestDuration ||
           std::any_of(policy.table.begin(), policy.table.end(),
                       [](auto wait) { return wait > longestDuration; });
}

Expected<ExploreSettings, QString> settingsOf(const ParsedArguments& arguments)
{
    StationRunConfiguration configuration;
    if (const auto read = readStation(arguments, configuration); !read)
        return Unexpected{read.error()};
    if (isTooLong(configuration.policy, configuration.session))
        return Unexpected{
            QStringLiteral("a duration is longer than ten years; what is explored must "
                           "be shorter.")};
    ExploreSettings settings = exploreSettings(configuration.policy, configuration.session);
    if (const auto mutant = arguments.value(QStringLiteral("mutant"))) {
        const auto wrong = wrongClient(*mutant, settings);
        if (!wrong)
            return Unexpected{wrong.error()};
        settings = *wrong;
    }
    const QString jitter =
        arguments.value(QStringLiteral("jitter-choice")).value_or(QStringLiteral("extremes"));
    if (jitter == QLatin1String("shortest"))
        settings.jitter = ExploreJitter::Shortest;
    else if (jitter != QLatin1String("extremes"))
        return Unexpected{
            QStringLiteral("--jitter-choice: \"%1\" is neither shortest nor extremes.")
                .arg(jitter)};
    return settings;
}

Expected<ExploreLimits, QString> limitsOf(const ParsedArguments& arguments)
{
    ExploreLimits limits;
    const auto depth = arguments.number(QStringLiteral("depth"), usualDepth, mostDepth);
    const auto memory = arguments.number(QStringLiteral("memory"), usualMebibytes, mostMebibytes);
    const auto time = arguments.duration(QStringLiteral("time-limit"), limits.time);
    for (const QString& problem :
         {depth ? QString() : depth.error(), memory ? QString() : memory.error(),
          time ? QString() : time.error()}) {
        if (!problem.isEmpty())
            return Unexpected{problem};
    }
    if (*memory == 0)
        return Unexpected{QStringLiteral("--memory 0 holds no state; give it one MiB at least.")};
    if (*depth == 0)
        return Unexpected{QStringLiteral("--depth 0 proves nothing; ask for one event at least.")};
    limits.depth = int(*depth);
    limits.memoryBytes = std::size_t(*memory) << 20;
    limits.time = *time;
    return limits;
}

/// Explores, and tells what came of it.
class ExploreTeller
{
public:
    ExploreTeller(const ParsedArguments& arguments, Console& console)
        : arguments_(arguments), console_(console)
    {
        QObject::connect(&interrupt_, &Interrupt::requested, &interrupt_,
                         [this] { interrupted_ = true; });
    }

    ExitStatus run(const ExploreSettings& settings, const ExploreLimits& limits)
    {
        const ClientModel model(settings);
        int told = 0;
        Explorer explorer(model, limits, clock_);
        const ExploreResult result = explorer.run([&](const ExploreResult& soFar) {
            QCoreApplication::processEvents();
            if (soFar.completedDepth > told)
                progress(soFar);
            told = soFar.completedDepth;
            return !interrupted_;
        });
        tell(result);
        if (result.counterexample)
            return tellCounterexample(model, *result.counterexample);
        return conclude(result, limits);
    }

private:
    void progress(const ExploreResult& soFar)
    {
        if (!console_.json())
            console_.line(QStringLiteral("depth %1: %2 states after %3")
                              .arg(soFar.completedDepth)
                              .arg(numberText(soFar.states), formatDuration(soFar.time)));
    }

    void tell(const ExploreResult& result)
    {
        const double seconds = std::max(double(result.time.count()) / 1e9, 1e-9);
        const auto rate = std::uint64_t(double(result.states) / seconds);
        if (!console_.json()) {
            console_.result(
                QStringLiteral("%1 states, %2 transitions, %3 states/s, depth %4 completed, %5 "
                               "MiB, %6.")
                    .arg(numberText(result.states), numberText(result.transitions),
                         numberText(rate))
                    .arg(result.completedDepth)
                    .arg(numberText((result.memoryBytes >> 20) + 1), formatDuration(result.time)));
            return;
        }
        QJsonArray perDepth;
        for (const std::uint64_t count : result.newStates)
            perDepth.append(qint64(count));
        console_.object({{QStringLiteral("states"), qint64(result.states)},
                         {QStringLiteral("transitions"), qint64(result.transitions)},
                         {QStringLiteral("states_per_second"), qint64(rate)},
                         {QStringLiteral("completed_depth"), result.completedDepth},
                         {QStringLiteral("new_states"), perDepth},
                         {QStringLiteral("memory_bytes"), qint64(result.memoryBytes)},
                         {QStringLiteral("time_ns"), qint64(result.time.count())},
                         {QStringLiteral("confusion"), result.confusion()},
                         {QStringLiteral("held"), !result.counterexample}});
    }

    ExitStatus tellCounterexample(const ClientModel& model, const Counterexample& found)
    {
        const InvariantRow& row = rowOf(found.invariant);
        if (console_.json()) {
            QJsonArray path;
            for (const ExploreChoice& choice : found.path)
                path.append(sentenceOf(choice));
            console_.object({{QStringLiteral("oracle"), toQString(row.oracle)},
                             {QStringLiteral("title"), toQString(row.title)},
                             {QStringLiteral("path"), path}});
        } else {
            console_.result(QStringLiteral("%1 does not hold: %2. The shortest way there:")
                                .arg(toQString(row.oracle), toQString(row.title)));
            int number = 0;
            for (const ExploreChoice& choice : found.path)
                console_.result(QStringLiteral("  %1. %2").arg(++number).arg(sentenceOf(choice)));
        }
        const auto path = arguments_.value(QStringLiteral("log"));
        if (!path)
            return ExitStatus::NotHeld;
        const CounterexampleRun run = counterexampleRun(model, found);
        if (const auto saved = saveRunFile(*path, run.info, *run.log); !saved) {
            console_.error(saved.error());
            return ExitStatus::CouldNotRun;
        }
        if (!console_.json())
            console_.result(QStringLiteral("The run is in %1: redial replay %1.").arg(*path));
        return ExitStatus::NotHeld;
    }

    ExitStatus conclude(const ExploreResult& result, const ExploreLimits& limits)
    {
        const QString upTo = QStringLiteral("every path of %1 events was looked at, and held.")
                                 .arg(result.completedDepth);
        switch (result.end) {
        case End::EverythingSeen:
            if (!console_.json())
                console_.result(QStringLiteral("Nothing new can happen: every invariant holds."));
            return ExitStatus::Held;
        case End::OutOfMemory:
            console_.error(QStringLiteral("%1 MiB were not enough; raise --memory. Before that %2")
                               .arg(limits.memoryBytes >> 20)
                               .arg(upTo));
            return ExitStatus::CouldNotRun;
        case End::OutOfTime:
            console_.error(QStringLiteral("%1 were not enough; raise --time-limit. Before that %2")
                               .arg(formatDuration(limits.time), upTo));
            return ExitStatus::CouldNotRun;
        case End::Interrupted:
            console_.error(QStringLiteral("it was interrupted. Before that %1").arg(upTo));
            return ExitStatus::CouldNotRun;
        default:
            if (!console_.json())
                console_.result(QStringLiteral("Every invariant holds on every path of up to %1 "
                                               "events.")
                                    .arg(result.completedDepth));
            return ExitStatus::Held;
        }
    }

    const ParsedArguments& arguments_;
    Console& console_;
    SystemClock clock_;
    Interrupt interrupt_;
    bool interrupted_ = false;
};

ExitStatus runExplore(const ParsedArguments& arguments, Console& console)
{
    const auto settings = settingsOf(arguments);
    const auto limits = limitsOf(arguments);
    if (!settings || !limits) {
        console.error(settings ? limits.error() : settings.error());
        return ExitStatus::Usage;
    }
    return ExploreTeller(arguments, console).run(*settings, *limits);
}

} // namespace

Verb exploreVerb()
{
    std::vector<OptionSpec> options{
        {QStringLiteral("depth"),
         QStringLiteral("NUMBER"),
         QStringLiteral("look at every path of so many events (12)"),
         {}},
        {QStringLiteral("memory"),
         QStringLiteral("MIB"),
         QStringLiteral("hold no more than that, and say how far it came (2048)"),
         {}},
        {QStringLiteral("time-limit"),
         QStringLiteral("DURATION"),
         QStringLiteral("go on no longer than that, and say how far it came (1h)"),
         {}},
        {QStringLiteral("jitter-choice"),
         QStringLiteral("NAME"),
         QStringLiteral("the waits of a back-off: shortest, or extremes, the shortest and the "
                        "longest (extremes)"),
         {}},
        {QStringLiteral("mutant"),
         QStringLiteral("ID"),
         QStringLiteral("a client that is wrong on purpose, as in X04 or M16 (docs/explore.md)"),
         {}},
        {QStringLiteral("log"),
         QStringLiteral("FILE"),
         QStringLiteral("write the shortest counterexample to this run file"),
         {},
         true}};
    for (const auto& more : {sessionOptions(), policyOptions()})
        options.insert(options.end(), more.begin(), more.end());
    return {QStringLiteral("explore"),
            {},
            QStringLiteral("Looks at every order in which things can happen to the client"),
            std::move(options),
            QStringLiteral("redial explore --depth 14 --log counterexample.jsonl"),
            runExplore};
}

} // namespace redial
