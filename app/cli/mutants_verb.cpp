// SPDX-License-Identifier: MIT
// mutants: clients that are wrong on purpose, each against the oracles that must see it.
#include "app/cli/arguments.h"
#include "app/cli/console.h"
#include "app/cli/verbs.h"
#include "core/base/nearest_name.h"
#include "core/base/to_qstring.h"
#include "core/mutants/mutant_table.h"

#include <algorithm>

namespace redial {

namespace {

constexpr std::uint64_t usualRuns = 1000;
constexpr std::uint64_t mostRuns = 1'000'000;

/// The mutants with these ids, all of them if there are none. The error names the id.
Expected<std::vector<const Mutant*>, QString> chosen(const std::optional<QString>& only)
{
    std::vector<const Mutant*> found;
    for (const Mutant& mutant : mutants())
        found.push_back(&mutant);
    if (!only)
        return found;
    QStringList wanted = only->split(QLatin1Char(','), Qt::SkipEmptyParts);
    QStringList known;
    for (const Mutant& mutant : mutants())
        known << toQString(mutant.id);
    for (QString& id : wanted) {
        id = id.trimmed().toUpper();
        if (known.contains(id))
            continue;
        const auto nearest = nearestName(id, known);
        return Unexpected{QStringLiteral("--only: there is no mutant \"%1\"; %2")
                              .arg(id, nearest ? QStringLiteral("did you mean %1?").arg(*nearest)
                                               : QStringLiteral("see docs/mutants.md."))};
    }
    if (wanted.isEmpty())
        return Unexpected{QStringLiteral("--only names no mutant; write it as M01,M20.")};
    std::erase_if(found,
                  [&](const Mutant* mutant) { return !wanted.contains(toQString(mutant->id)); });
    return found;
}

void tell(const MutantFigures& figures, Console& console)
{
    if (console.json())
        return console.object(figures.toJson());
    console.line(QStringLiteral("%1  %2 %3 (%4 runs)")
                     .arg(toQString(figures.mutant->id),
                          figures.holds() ? QStringLiteral("held    ") : QStringLiteral("not held"),
                          toQString(figures.mutant->name))
                     .arg(figures.runs));
    for (const QString& complaint : figures.complaints())
        console.error(complaint);
}

std::uint64_t sum(const std::vector<MutantFigures>& all,
                  std::uint64_t (*count)(const MutantFigures&))
{
    std::uint64_t total = 0;
    for (const MutantFigures& figures : all)
        total += count(figures);
    return total;
}

void conclude(const std::vector<MutantFigures>& all, Console& console)
{
    const auto held = std::uint64_t(std::count_if(
        all.begin(), all.end(), [](const MutantFigures& figures) { return figures.holds(); }));
    const std::uint64_t runs = sum(all, [](const MutantFigures& figures) { return figures.runs; });
    const std::uint64_t alarms = sum(all, [](const MutantFigures& figures) {
        std::uint64_t count = 0;
        for (const auto& [oracle, times] : figures.falseAlarms)
            count += times;
        return count;
    });
    if (console.json()) {
        console.object({{QStringLiteral("mutants"), qint64(all.size())},
                        {QStringLiteral("held"), qint64(held)},
                        {QStringLiteral("runs"), qint64(runs)},
                        {QStringLiteral("false_alarms"), qint64(alarms)}});
        return;
    }
    for (const QString& line : mutantTable(all))
        console.result(line);
    console.result(QStringLiteral("%1 of %2 mutants failed their own oracles and no other; %3 "
                                  "false alarms in %4 runs of the correct client.")
                       .arg(held)
                       .arg(all.size())
                       .arg(alarms)
                       .arg(runs));
    const bool isByChance = std::any_of(all.begin(), all.end(), [](const MutantFigures& figures) {
        return figures.falseAlarms.contains("P05") || figures.falseAlarms.contains("P06");
    });
    if (isByChance)
        console.result(QStringLiteral("P05 and P06 are tests of chance: about 3 of 1,000 honest "
                                      "runs with enough waits are accused (docs/mutants.md)."));
}

ExitStatus runMutants(const ParsedArguments& arguments, Console& console)
{
    const auto which = chosen(arguments.value(QStringLiteral("only")));
    const auto runs = arguments.number(QStringLiteral("runs"), usualRuns, mostRuns);
    const auto seed = arguments.number(QStringLiteral("seed"), 1, UINT64_MAX);
    for (const QString& problem :
         {which ? QString() : which.error(), runs ? QString() : runs.error(),
          seed ? QString() : seed.error(),
          runs && *runs == 0 ? QStringLiteral("--runs 0 proves nothing; ask for one at least.")
                             : QString()}) {
        if (problem.isEmpty())
            continue;
        console.error(problem);
        return ExitStatus::Usage;
    }
    const std::uint64_t each = runsOfEach(*runs, which->size());
    std::vector<MutantFigures> all;
    for (const Mutant* mutant : *which) {
        MutantFigures& figures = all.emplace_back();
        figures.mutant = mutant;
        // Its place among all mutants, so that --only repeats the same runs.
        const auto place = std::uint64_t(mutant - mutants().data());
        for (std::uint64_t run = 0; run < each; ++run)
            addRuns(figures, *seed + run * mutants().size() + place);
        tell(figures, console);
    }
    conclude(all, console);
    return std::all_of(all.begin(), all.end(),
                       [](const MutantFigures& figures) { return figures.holds(); })
               ? ExitStatus::Held
               : ExitStatus::NotHeld;
}

} // namespace

Verb mutantsVerb()
{
    return {QStringLiteral("mutants"),
            {},
            QStringLiteral("Proves the oracles on clients that are wrong on purpose"),
            {{QStringLiteral("only"),
              QStringLiteral("IDS"),
              QStringLiteral("these mutants only, as in M01,M20"),
              {}},
             {QStringLiteral("runs"),
              QStringLiteral("NUMBER"),
              QStringLiteral("runs of the correct client, shared among the situations; each mutant "
                             "runs as often as its situation (1000)"),
              {}},
             {QStringLiteral("seed"),
              QStringLiteral("NUMBER"),
              QStringLiteral("seed of the first run; each run has its own (1)"),
              {}}},
            QStringLiteral("redial mutants --runs 5000"),
            runMutants};
}

} // namespace redial
