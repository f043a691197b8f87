// SPDX-License-Identifier: MIT
// bench: what the engine under Redial's servers and clients can do on this machine, beside raw
// epoll.
#include "app/cli/arguments.h"
#include "app/cli/console.h"
#include "app/cli/verbs.h"
#include "core/base/nearest_name.h"
#include "core/base/whole_file.h"
#include "core/bench/bench_run.h"
#include "core/net/socket_calls.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace redial {

namespace {

constexpr int timerCount = 100'000;
constexpr double mostTimerBytes = 32;

struct BenchOrder
{
    QStringList names;
    BenchRun::Settings settings;
    std::optional<QString> results;
    bool isCheck = false;
};

Expected<BenchOrder, QString> readOrder(const ParsedArguments& arguments)
{
    BenchOrder order;
    order.names = arguments.positional();
    for (const QString& name : std::as_const(order.names)) {
        if (benchNames().contains(name))
            continue;
        const auto nearest = nearestName(name, benchNames());
        return Unexpected{QStringLiteral("there is no bench \"%1\"; %2")
                              .arg(name, nearest
                                             ? QStringLiteral("did you mean %1?").arg(*nearest)
                                             : QStringLiteral("write one of %1.")
                                                   .arg(benchNames().join(QLatin1String(", "))))};
    }
    if (order.names.isEmpty())
        order.names = benchNames();
    const auto length = arguments.duration(QStringLiteral("length"), std::chrono::seconds(1));
    const auto rounds = arguments.number(QStringLiteral("rounds"), 3, 101);
    if (!length)
        return Unexpected{length.error()};
    if (!rounds)
        return Unexpected{rounds.error()};
    order.settings.length = std::chrono::ceil<std::chrono::milliseconds>(*length);
    order.settings.rounds = static_cast<int>(*rounds);
    if (order.settings.length < std::chrono::milliseconds(10) ||
        order.settings.length > std::chrono::hours(1))
        return Unexpected{
            QStringLiteral("--length is what one measurement takes: from 10ms to 1h.")};
    if (*rounds == 0)
        return Unexpected{QStringLiteral("--rounds 0 measures nothing; ask for one at least.")};
    order.settings.program = QCoreApplication::applicationFilePath();
    order.settings.arguments = {QStringLiteral("bench-worker")};
    order.results = arguments.value(QStringLiteral("results"));
    order.isCheck = arguments.isSet(QStringLiteral("check"));
    return order;
}

/// What all benches of one call have found.
struct BenchOutcome
{
    std::vector<BenchFigures> figures;
    QJsonArray rows;
    int missed = 0;

    void add(QJsonObject row, const QString& bench, bool isMet)
    {
        row.insert(QStringLiteral("bench"), bench);
        rows.append(row);
        missed += isMet ? 0 : 1;
    }
};

QString timerLine(const char* name, const TimerFigures& figures)
{
    QString text = QString::fromLatin1(name).leftJustified(38);
    for (const double value : {figures.insert, figures.restart, figures.cancel})
        text += QString::number(value, 'f', 0).rightJustified(12);
    return text + QString::number(figures.bytes, 'f', 1).rightJustified(12);
}

Expected<void, QString> runTimers(const BenchRun& run, BenchOutcome& outcome, Console& console)
{
    const auto measured = run.measureTimers(timerCount);
    if (!measured)
        return Unexpected{measured.error()};
    const bool isMet = measured->wheel.bytes <= mostTimerBytes * 1.01;
    QJsonObject row = measured->toJson();
    row.insert(QStringLiteral("row"), QStringLiteral("100,000 timers pending"));
    row.insert(QStringLiteral("met"), isMet);
    outcome.add(row, QStringLiteral("timers"), isMet);
    if (console.json())
        return {};
    console.result(QStringLiteral("100,000 timers pending, ns each").leftJustified(38) +
                   QStringLiteral("      insert     restart      cancel       bytes"));
    console.result(timerLine("QTimer", measured->qtimer));
    console.result(timerLine("timer wheel", measured->wheel));
    return {};
}

Expected<void, QString> runRows(const QString& bench, const BenchRun& run, BenchOutcome& outcome,
                                Console& console)
{
    const std::vector<BenchRow> rows = benchRows(bench);
    if (const auto raised = raiseDescriptorLimit(descriptorsFor(rows)); !raised)
        return Unexpected{raised.error()};
    std::vector<BenchFigures> all;
    double fewOfFew = 0;
    for (const BenchRow& row : rows) {
        console.line(QStringLiteral("measuring %1: %2").arg(bench, row.name));
        auto figures = run.measure(row);
        if (!figures)
            return Unexpected{figures.error()};
        if (row.kind == BenchRow::Kind::Few && fewOfFew > 0)
            figures->fewOfFew = fewOfFew;
        else if (row.kind == BenchRow::Kind::Few)
            fewOfFew = figures->engineMedian().perSecond;
        outcome.add(figures->toJson(), bench, figures->isMet());
        all.push_back(*figures);
    }
    outcome.figures.insert(outcome.figures.end(), all.begin(), all.end());
    for (const QString& line : console.json() ? QStringList() : benchTable(bench, all))
        console.result(line);
    return {};
}

Expected<void, QString> keep(const BenchOrder& order, const BenchOutcome& outcome)
{
    if (!order.results)
        return {};
    const QByteArray text =
        QJsonDocument(
            QJsonObject{{QStringLiteral("rounds"), order.settings.rounds},
                        {QStringLiteral("length_ms"), qint64(order.settings.length.count())},
                        {QStringLiteral("rows"), outcome.rows}})
            .toJson();
    if (const auto written = writeWholeFile(*order.results, text); !written)
        return Unexpected{QStringLiteral("the results cannot be written to %1: %2; choose another "
                                         "place with --results.")
                              .arg(*order.results, written.error())};
    return {};
}

ExitStatus conclude(const BenchOrder& order, const BenchOutcome& outcome, Console& console)
{
    if (console.json()) {
        for (const QJsonValue& row : outcome.rows)
            console.object(row.toObject());
    } else {
        for (const QString& line : promisedTable(outcome.figures))
            console.result(line);
        console.result(outcome.missed == 0 ? QStringLiteral("All targets are met.")
                                           : QStringLiteral("%1 of %2 rows miss their target.")
                                                 .arg(outcome.missed)
                                                 .arg(outcome.rows.size()));
    }
    return order.isCheck && outcome.missed > 0 ? ExitStatus::NotHeld : ExitStatus::Held;
}

ExitStatus runBench(const ParsedArguments& arguments, Console& console)
{
    const auto order = readOrder(arguments);
    if (!order) {
        console.error(order.error());
        return ExitStatus::Usage;
    }
    const BenchRun run(order->settings);
    BenchOutcome outcome;
    for (const QString& name : order->names) {
        const auto done = name == QLatin1String("timers") ? runTimers(run, outcome, console)
                                                          : runRows(name, run, outcome, console);
        if (!done) {
            console.error(done.error());
            return ExitStatus::CouldNotRun;
        }
    }
    if (const auto kept = keep(*order, outcome); !kept) {
        console.error(kept.error());
        return ExitStatus::CouldNotRun;
    }
    return conclude(*order, outcome, console);
}

} // namespace

Verb benchVerb()
{
    return {QStringLiteral("bench"),
            QStringLiteral("[BENCH…]"),
            QStringLiteral("Measures the engine on this machine, beside raw epoll"),
            {{QStringLiteral("check"), {}, QStringLiteral("exit with 1 if a target is missed"), {}},
             {QStringLiteral("length"),
              QStringLiteral("DURATION"),
              QStringLiteral("of one measurement (1s)"),
              {}},
             {QStringLiteral("results"),
              QStringLiteral("FILE"),
              QStringLiteral("write all figures into this file, as JSON"),
              {},
              true},
             {QStringLiteral("rounds"),
              QStringLiteral("NUMBER"),
              QStringLiteral("measurements of each row, baseline and engine in turns; the medians "
                             "count (3)"),
              {}}},
            QStringLiteral("redial bench msgi connects --check"),
            runBench};
}

} // namespace redial
