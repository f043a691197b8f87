// SPDX-License-Identifier: MIT
// runs: the history of runs over their run files.
#include "app/cli/arguments.h"
#include "app/cli/remember_option.h"
#include "app/cli/runs_tables.h"
#include "app/cli/verbs.h"
#include "core/base/nearest_name.h"
#include "core/history/history_place.h"
#include "core/scenario/expectations.h"

#include <algorithm>
#include <limits>

namespace redial {

namespace {

struct Request
{
    const ParsedArguments& arguments;
    Console& console;
    RunHistory& history;
    QStringList words; ///< behind the action
    RunFilter filter;
};

ExitStatus fail(Console& console, const QString& sentence, ExitStatus status)
{
    console.error(sentence);
    return status;
}

/// A run's number; absent, with an error on the console, if it is none.
std::optional<RunId> runIdOf(Console& console, const QString& word)
{
    bool isNumber = false;
    const RunId id = word.toLongLong(&isNumber);
    if (isNumber && id > 0)
        return id;
    console.error(QStringLiteral("\"%1\" is not the number of a run; redial runs list shows them.")
                      .arg(word));
    return std::nullopt;
}

ExitStatus addRuns(const Request& request)
{
    const QString caseName = request.arguments.value(QStringLiteral("case")).value_or(QString());
    bool isWhole = true;
    for (const QString& path : request.words)
        isWhole = rememberRun(request.history, path, caseName, request.console) && isWhole;
    return isWhole ? ExitStatus::Held : ExitStatus::CouldNotRun;
}

ExitStatus listRuns(const Request& request)
{
    const auto runs = request.history.list(request.filter);
    if (!runs)
        return fail(request.console, runs.error(), ExitStatus::CouldNotRun);
    printRuns(request.console, *runs);
    return ExitStatus::Held;
}

ExitStatus showRun(const Request& request)
{
    const auto id = runIdOf(request.console, request.words[0]);
    if (!id)
        return ExitStatus::Usage;
    const auto run = request.history.get(*id);
    if (!run)
        return fail(request.console, run.error(), ExitStatus::CouldNotRun);
    printRun(request.console, *run);
    return ExitStatus::Held;
}

ExitStatus compareRuns(const Request& request)
{
    const auto first = runIdOf(request.console, request.words[0]);
    const auto second = runIdOf(request.console, request.words[1]);
    if (!first || !second)
        return ExitStatus::Usage;
    const auto a = request.history.get(*first);
    const auto b = request.history.get(*second);
    if (!a || !b)
        return fail(request.console, a ? b.error() : a.error(), ExitStatus::CouldNotRun);
    printComparison(request.console, *a, *b);
    return ExitStatus::Held;
}

ExitStatus trendOf(const Request& request)
{
    const QString& figure = request.words[0];
    if (!figureNames().contains(figure)) {
        const auto nearest = nearestName(figure, figureNames());
        return fail(request.console,
                    QStringLiteral("\"%1\" is not a figure; %2")
                        .arg(figure, nearest ? QStringLiteral("did you mean %1?").arg(*nearest)
                                             : QStringLiteral("there are %1.")
                                                   .arg(figureNames().join(QStringLiteral(", ")))),
                    ExitStatus::Usage);
    }
    const auto points = request.history.trend(figure, request.filter);
    if (!points)
        return fail(request.console, points.error(), ExitStatus::CouldNotRun);
    printTrend(request.console, figure, *points);
    return ExitStatus::Held;
}

ExitStatus flakyCases(const Request& request)
{
    const auto cases = request.history.flaky(request.filter);
    if (!cases)
        return fail(request.console, cases.error(), ExitStatus::CouldNotRun);
    printFlaky(request.console, *cases);
    return cases->empty() ? ExitStatus::Held : ExitStatus::NotHeld;
}

ExitStatus changeTag(const Request& request, bool add)
{
    const auto id = runIdOf(request.console, request.words[0]);
    if (!id)
        return ExitStatus::Usage;
    const auto done = add ? request.history.tag(*id, request.words[1])
                          : request.history.untag(*id, request.words[1]);
    return done ? ExitStatus::Held : fail(request.console, done.error(), ExitStatus::CouldNotRun);
}

ExitStatus tagRun(const Request& request)
{
    return changeTag(request, true);
}

ExitStatus untagRun(const Request& request)
{
    return changeTag(request, false);
}

ExitStatus deleteRuns(const Request& request)
{
    // Either all of them go or none.
    std::vector<RunId> ids;
    for (const QString& word : request.words) {
        const auto id = runIdOf(request.console, word);
        if (!id)
            return ExitStatus::Usage;
        if (const auto known = request.history.get(*id); !known)
            return fail(request.console, known.error(), ExitStatus::CouldNotRun);
        if (std::find(ids.begin(), ids.end(), *id) == ids.end())
            ids.push_back(*id);
    }
    for (const RunId id : ids) {
        if (const auto removed = request.history.remove(id); !removed)
            return fail(request.console, removed.error(), ExitStatus::CouldNotRun);
    }
    return ExitStatus::Held;
}

struct Action
{
    const char* name;
    const char* words; ///< as the usage line writes them
    qsizetype least;
    qsizetype most;
    ExitStatus (*run)(const Request& request);
};

constexpr qsizetype any = std::numeric_limits<qsizetype>::max();

constexpr Action actions[]{
    {"add", "FILE…", 1, any, &addRuns},      {"list", "", 0, 0, &listRuns},
    {"show", "RUN", 1, 1, &showRun},         {"compare", "RUN RUN", 2, 2, &compareRuns},
    {"trend", "FIGURE", 1, 1, &trendOf},     {"flaky", "", 0, 0, &flakyCases},
    {"tag", "RUN TAG", 2, 2, &tagRun},       {"untag", "RUN TAG", 2, 2, &untagRun},
    {"delete", "RUN…", 1, any, &deleteRuns},
};

Expected<const Action*, QString> findAction(const QStringList& words)
{
    QStringList names;
    for (const Action& action : actions)
        names << QLatin1String(action.name);
    const QString all = names.join(QStringLiteral(", "));
    if (words.isEmpty())
        return Unexpected{QStringLiteral("what to do is missing: redial runs %1.").arg(all)};
    for (const Action& action : actions) {
        if (words.first() != QLatin1String(action.name))
            continue;
        const qsizetype given = words.size() - 1;
        if (given >= action.least && given <= action.most)
            return &action;
        return Unexpected{QStringLiteral("it is: redial runs %1 %2")
                              .arg(QLatin1String(action.name), QString::fromUtf8(action.words))
                              .trimmed() +
                          QLatin1Char('.')};
    }
    const auto nearest = nearestName(words.first(), names);
    return Unexpected{QStringLiteral("\"%1\" is nothing that redial runs does; %2")
                          .arg(words.first(), nearest
                                                  ? QStringLiteral("did you mean %1?").arg(*nearest)
                                                  : QStringLiteral("it does %1.").arg(all))};
}

Expected<RunFilter, QString> readFilter(const ParsedArguments& arguments)
{
    RunFilter filter;
    filter.caseName = arguments.value(QStringLiteral("case")).value_or(QString());
    filter.tag = arguments.value(QStringLiteral("tag")).value_or(QString());
    filter.outcome = arguments.value(QStringLiteral("outcome"))
                         .value_or(QString())
                         .replace(QLatin1Char('-'), QLatin1Char('_'));
    if (!filter.outcome.isEmpty() && !outcomeNames().contains(filter.outcome))
        return Unexpected{QStringLiteral("--outcome: \"%1\" is none of %2.")
                              .arg(filter.outcome, outcomeNames().join(QStringLiteral(", ")))};
    const auto newest = arguments.number(QStringLiteral("newest"), 0, 1'000'000'000);
    if (!newest)
        return Unexpected{newest.error()};
    if (arguments.isSet(QStringLiteral("newest")) && *newest == 0)
        return Unexpected{QStringLiteral("--newest 0 leaves no run; ask for one at least.")};
    filter.newest = *newest;
    return filter;
}

ExitStatus runRuns(const ParsedArguments& arguments, Console& console)
{
    const auto action = findAction(arguments.positional());
    if (!action)
        return fail(console, action.error(), ExitStatus::Usage);
    const auto filter = readFilter(arguments);
    if (!filter)
        return fail(console, filter.error(), ExitStatus::Usage);
    const auto history = openHistory(arguments.value(QStringLiteral("history")), console);
    if (!history)
        return ExitStatus::CouldNotRun;
    return (*action)->run({arguments, console, *history, arguments.positional().mid(1), *filter});
}

} // namespace

Verb runsVerb()
{
    return {QStringLiteral("runs"),
            QStringLiteral("ACTION…"),
            QStringLiteral("Keeps a history of runs: add, list, show, compare, trend, flaky, tag, "
                           "untag, delete"),
            {{QStringLiteral("case"),
              QStringLiteral("NAME"),
              QStringLiteral("of this case only; with add: what the runs are called (the file's "
                             "name)"),
              {}},
             {QStringLiteral("tag"),
              QStringLiteral("TAG"),
              QStringLiteral("of runs with this tag only"),
              {}},
             {QStringLiteral("outcome"),
              QStringLiteral("NAME"),
              QStringLiteral("of runs that held, not_held, could_not_run or cut_off only"),
              {}},
             {QStringLiteral("newest"),
              QStringLiteral("NUMBER"),
              QStringLiteral("of the newest so many runs only"),
              {}},
             historySpec()},
            QStringLiteral("redial runs add logs/*.jsonl && redial runs flaky"),
            runRuns};
}

} // namespace redial
