// SPDX-License-Identifier: MIT
#include "app/cli/remember_option.h"

#include "core/history/history_place.h"

namespace redial {

namespace {

const QString historyOption = QStringLiteral("history");
const QString rememberOption = QStringLiteral("remember");

} // namespace

OptionSpec historySpec()
{
    return {
        historyOption,
        QStringLiteral("FILE"),
        QStringLiteral("the history's file ($REDIAL_HISTORY, or else in the user's data folder)"),
        {}};
}

OptionSpec rememberSpec()
{
    return {rememberOption,
            {},
            QStringLiteral("enter the run file of --log in the history (redial runs)"),
            {}};
}

std::unique_ptr<RunHistory> openHistory(const std::optional<QString>& file, Console& console)
{
    auto history = RunHistory::open(file ? *file : historyPlace());
    if (!history) {
        console.error(history.error());
        return nullptr;
    }
    if (!(*history)->notice().isEmpty())
        console.error((*history)->notice());
    return std::move(*history);
}

bool rememberRun(RunHistory& history, const QString& path, const QString& caseName,
                 Console& console)
{
    const auto record = readRunRecord(path, caseName);
    if (!record) {
        console.error(record.error());
        return false;
    }
    const auto added = history.add(*record);
    if (!added) {
        console.error(added.error());
        return false;
    }
    if (console.json())
        console.object({{QStringLiteral("run"), qint64(added->id)},
                        {QStringLiteral("new"), added->isNew},
                        {QStringLiteral("path"), record->path}});
    else
        console.line((added->isNew ? QStringLiteral("run %1 in the history: %2")
                                   : QStringLiteral("run %1 was in the history: %2"))
                         .arg(added->id)
                         .arg(record->path));
    return true;
}

bool isRememberAsked(const ParsedArguments& arguments)
{
    return arguments.isSet(rememberOption);
}

Expected<void, QString> checkRemember(const ParsedArguments& arguments)
{
    if (!isRememberAsked(arguments) || arguments.isSet(QStringLiteral("log")))
        return {};
    return Unexpected{
        QStringLiteral("--remember needs --log: the history refers to the run's file.")};
}

bool rememberRuns(const QStringList& paths, Console& console)
{
    const auto history = openHistory(std::nullopt, console);
    if (!history)
        return false;
    bool isWhole = true;
    for (const QString& path : paths)
        isWhole = rememberRun(*history, path, {}, console) && isWhole;
    return isWhole;
}

} // namespace redial
