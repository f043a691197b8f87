// SPDX-License-Identifier: MIT
#include "app/cli/run_file_option.h"

#include "app/cli/remember_option.h"

namespace redial {

OptionSpec RunFileOption::spec()
{
    return {QStringLiteral("log"),
            QStringLiteral("FILE"),
            QStringLiteral("write everything that happens to this run file"),
            {},
            true};
}

Expected<void, QString> RunFileOption::open(const ParsedArguments& arguments, EventLog& log,
                                            const RunInfo& info)
{
    const auto path = arguments.value(QStringLiteral("log"));
    if (auto checked = checkRemember(arguments); !checked)
        return checked;
    if (!path)
        return {};
    if (isRememberAsked(arguments))
        remembered_ = *path;
    writer_ = std::make_unique<RunFileWriter>(log, clock_);
    return writer_->open(*path, info);
}

bool RunFileOption::close(Console& console)
{
    if (!writer_)
        return true;
    const auto closed = writer_->close();
    if (!closed) {
        console.error(closed.error());
        return false;
    }
    return remembered_.isEmpty() || rememberRuns({remembered_}, console);
}

} // namespace redial
