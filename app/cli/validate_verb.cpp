// SPDX-License-Identifier: MIT
#include "app/cli/arguments.h"
#include "app/cli/scenario_files.h"
#include "app/cli/verbs.h"

namespace redial {

namespace {

ExitStatus runValidate(const ParsedArguments& arguments, Console& console)
{
    if (arguments.positional().isEmpty()) {
        console.error(QStringLiteral("the scenario file is missing: redial validate FILE."));
        return ExitStatus::Usage;
    }
    const ScenarioFiles read = readScenarioFiles(arguments.positional(), console);
    std::size_t cases = 0;
    for (const ScenarioFile& file : read.files)
        cases += file.scenarios.size();
    if (console.json())
        console.object({{QStringLiteral("right"), qint64(read.files.size())},
                        {QStringLiteral("wrong"), qint64(read.wrong)},
                        {QStringLiteral("unreadable"), qint64(read.unreadable)},
                        {QStringLiteral("cases"), qint64(cases)}});
    else
        console.result(QStringLiteral("%1 of %2 files are right, with %3 runs.")
                           .arg(read.files.size())
                           .arg(arguments.positional().size())
                           .arg(cases));
    if (read.unreadable > 0)
        return ExitStatus::CouldNotRun;
    return read.wrong > 0 ? ExitStatus::NotHeld : ExitStatus::Held;
}

} // namespace

Verb validateVerb()
{
    return {QStringLiteral("validate"),
            QStringLiteral("FILE…"),
            QStringLiteral("Checks scenario files and tells every error with its place"),
            {},
            QStringLiteral("redial validate resources/scenarios/*.redial.json"),
            runValidate};
}

} // namespace redial
