// SPDX-License-Identifier: MIT
#include "app/cli/run_presenter.h"

#include "core/log/event_line.h"
#include "core/report/closing_table.h"
#include "core/report/run_account.h"
#include "core/report/run_failure.h"
#include "core/verdict/judge.h"

#include <QJsonDocument>

namespace redial {

namespace {

TextStyle styleOf(const Console& console)
{
    return console.color() ? TextStyle::Coloured : TextStyle::Plain;
}

} // namespace

RunPresenter::RunPresenter(Console& console, EventLog& log, const RunInfo& info)
    : console_(console)
    , log_(log)
    , info_(info)
    , observer_(log.observe([this](EventNumber first, EventNumber last) {
        for (EventNumber number = first; number <= last; ++number)
            present(number);
    }))
{
}

RunPresenter::~RunPresenter()
{
    log_.stopObserving(observer_);
}

void RunPresenter::replay()
{
    for (EventNumber number = 1; number <= log_.size(); ++number)
        present(number);
}

void RunPresenter::present(EventNumber number)
{
    if (console_.quiet())
        return;
    if (console_.json()) {
        std::string line;
        appendEventLine(line, log_, number);
        console_.raw(line);
    } else if (const auto line = accountLine(log_, number, styleOf(console_))) {
        console_.line(*line);
    }
}

ExitStatus RunPresenter::close()
{
    const auto results = judge(log_, info_);
    if (console_.json())
        console_.object(closingJson(log_, info_, results));
    else if (console_.quiet())
        console_.result(closingTable(log_, info_, results, styleOf(console_))
                            .trimmed()
                            .section(QLatin1Char('\n'), -1));
    else
        console_.result(QLatin1Char('\n') + closingTable(log_, info_, results, styleOf(console_)));
    if (const auto failure = runFailure(log_)) {
        console_.error(QStringLiteral("the run could not go on: %1").arg(*failure));
        return ExitStatus::CouldNotRun;
    }
    return allHold(results) ? ExitStatus::Held : ExitStatus::NotHeld;
}

} // namespace redial
