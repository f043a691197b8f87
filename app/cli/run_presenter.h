// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/console.h"
#include "app/cli/verb.h"
#include "core/log/event_log.h"
#include "core/log/run_info.h"

namespace redial {

/// Prints a run as it happens, and at its end the closing table: the same text for a live run and
/// for its file. Observes the log, which outlives it.
class RunPresenter
{
public:
    RunPresenter(Console& console, EventLog& log, const RunInfo& info);
    ~RunPresenter();
    RunPresenter(const RunPresenter&) = delete;
    RunPresenter& operator=(const RunPresenter&) = delete;

    /// Prints what the log held before.
    void replay();
    /// Judges the run, prints the table, and says whether everything held.
    ExitStatus close();

private:
    void present(EventNumber number);

    Console& console_;
    EventLog& log_;
    const RunInfo& info_;
    EventLog::ObserverId observer_;
};

} // namespace redial
