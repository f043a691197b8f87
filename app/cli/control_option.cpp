// SPDX-License-Identifier: MIT
#include "app/cli/control_option.h"

namespace redial {

namespace {

const QString nameOption = QStringLiteral("name");

} // namespace

std::vector<OptionSpec> ControlOption::specs()
{
    const QString section = QStringLiteral("Control from outside");
    return {
        {nameOption, QStringLiteral("NAME"),
         QStringLiteral("what redial ctl --name calls this run (its pid)"), section},
    };
}

bool ControlOption::isAskedFor(const ParsedArguments& arguments)
{
    return arguments.isSet(nameOption);
}

Expected<void, QString> ControlOption::open(const ParsedArguments& arguments,
                                            Controllable& controllable, EventLog& log,
                                            const Clock& clock, Console& console)
{
    desk_.emplace(controllable, EventRecorder(log, clock, Source::Harness));
    socket_.emplace(*desk_);
    const auto name = arguments.value(nameOption);
    const auto listening = socket_->listen(name.value_or(QString()));
    if (listening)
        return {};
    if (name)
        return Unexpected{QStringLiteral("--name: %1").arg(listening.error())};
    console.error(QStringLiteral("redial ctl will not reach this run: %1").arg(listening.error()));
    return {};
}

} // namespace redial
