// SPDX-License-Identifier: MIT
#include "core/report/run_failure.h"

#include "core/report/terminal_text.h"

namespace redial {

std::optional<QString> runFailure(const EventLog& log)
{
    const EventNumber last = log.size();
    if (last == 0 || log.header(last).kind != EventKind::RunEnded ||
        log.text(last, FieldKey::Outcome) != "could_not_run")
        return std::nullopt;
    return printable(log.text(last, FieldKey::Reason));
}

} // namespace redial
