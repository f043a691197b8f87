// SPDX-License-Identifier: MIT
#include "app/cli/verbs.h"

#include "app/cli/arguments.h"
#include "app/cli/console.h"
#include "app/cli/written_files.h"
#include "core/base/nearest_name.h"
#include "core/base/version.h"
#include "core/bench/bench_workers.h"

#include <algorithm>

namespace redial {

namespace {

QString overview()
{
    QString text = QStringLiteral(
        "Usage: redial VERB [options]\n\n"
        "Proves that a client loses its connection well and gets it back.\n\nVerbs:\n");
    const auto verbs = allVerbs();
    const auto leftOf = [](const Verb& verb) {
        return QStringLiteral("  %1 %2").arg(verb.name, verb.argument);
    };
    qsizetype width = 0;
    for (const Verb& verb : verbs)
        width = std::max(width, leftOf(verb).size());
    for (const Verb& verb : verbs)
        text += leftOf(verb).leftJustified(width + 1) + verb.summary + QLatin1Char('\n');
    text += QStringLiteral("\nredial VERB --help explains one.\n"
                           "\nExit status: 0 held, 1 not held, 2 usage, 3 could not run.\n");
    return text;
}

ExitStatus unknownVerb(Console& console, const QString& name)
{
    QStringList names;
    for (const Verb& verb : allVerbs())
        names << verb.name;
    const auto nearest = nearestName(name, names);
    console.error(QStringLiteral("\"%1\" is not a verb; %2")
                      .arg(name, nearest ? QStringLiteral("did you mean redial %1?").arg(*nearest)
                                         : QStringLiteral("see redial --help.")));
    return ExitStatus::Usage;
}

ExitStatus perform(const Verb& verb, const QStringList& words)
{
    const auto arguments = parseArguments(verb, words);
    if (!arguments) {
        Console({}).error(arguments.error());
        return ExitStatus::Usage;
    }
    Console console(
        {.json = arguments->isSet(QStringLiteral("json")),
         .quiet = arguments->isSet(QStringLiteral("quiet")),
         .color = terminalWantsColor() && !arguments->isSet(QStringLiteral("no-color"))});
    if (arguments->isSet(QStringLiteral("help"))) {
        Console({}).result(helpText(verb));
        return ExitStatus::Held;
    }
    if (const auto checked = checkWrittenFiles(verb, *arguments); !checked) {
        console.error(checked.error());
        return ExitStatus::Usage;
    }
    return verb.run(*arguments, console);
}

} // namespace

Verb versionVerb()
{
    return {QStringLiteral("version"),
            {},
            QStringLiteral("Prints the version"),
            {},
            {},
            [](const ParsedArguments&, Console& console) {
                const QString version = programVersion();
                if (console.json())
                    console.object({{QStringLiteral("version"), version},
                                    {QStringLiteral("qt"), QString::fromLatin1(qVersion())}});
                else
                    console.result(QStringLiteral("redial %1 (Qt %2)")
                                       .arg(version, QString::fromLatin1(qVersion())));
                return ExitStatus::Held;
            }};
}

std::vector<Verb> allVerbs()
{
    return {connectVerb(),  serveVerb(), proxyVerb(),  demoVerb(),   runVerb(),     runsVerb(),
            validateVerb(), ctlVerb(),   faultsVerb(), judgeVerb(),  mutantsVerb(), exploreVerb(),
            matrixVerb(),   benchVerb(), replayVerb(), verifyVerb(), versionVerb()};
}

ExitStatus runCommandLine(const QStringList& words)
{
    Console console({});
    if (words.isEmpty()) {
        console.error(QStringLiteral("a verb is missing; see redial --help."));
        return ExitStatus::Usage;
    }
    const QString& name = words.first();
    if (name == QLatin1String("--help") || name == QLatin1String("-h") ||
        name == QLatin1String("help")) {
        console.result(overview());
        return ExitStatus::Held;
    }
    if (name == QLatin1String("--version"))
        return perform(versionVerb(), words.mid(1));
    // What a bench starts for itself; no verb for people.
    if (name == QLatin1String("bench-worker"))
        return static_cast<ExitStatus>(runBenchWorker(words.value(1)));
    const auto verbs = allVerbs();
    const auto found = std::find_if(verbs.begin(), verbs.end(),
                                    [&](const Verb& verb) { return verb.name == name; });
    return found == verbs.end() ? unknownVerb(console, name) : perform(*found, words.mid(1));
}

} // namespace redial
