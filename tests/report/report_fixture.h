// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"
#include "core/report/run_report.h"
#include "core/verdict/judge.h"
#include "tests/verdict/healthy_run.h"

#include <functional>

namespace redial::test {

/// A run with everything that a report of it needs.
class ReportedRun
{
public:
    /// The healthy run, with its rows changed.
    explicit ReportedRun(const std::function<void(Rows&)>& change = {})
    {
        EventLog healthy;
        appendHealthyRun(healthy);
        Rows rows = rowsOf(healthy);
        if (change)
            change(rows);
        appendRows(log, rows);
        results = judge(log, healthyContext());
        info.program = QStringLiteral("redial 1.2.3");
        info.seed = 7;
    }

    RunReport report() const { return {log, info, results, QStringLiteral("run.jsonl")}; }

    EventLog log;
    RunInfo info;
    std::vector<OracleResult> results;
};

/// One back-off of 900 ms where the policy allows 600 ms at most.
inline void waitTooLong(Rows& rows)
{
    find(rows, EventKind::BackoffScheduled)->set(FieldKey::DelayNs, std::int64_t(900'000'000));
}

/// The run ended because its port was taken.
inline void couldNotGoOn(Rows& rows)
{
    const auto ended = find(rows, EventKind::RunEnded);
    ended->set(FieldKey::Outcome, std::string("could_not_run"));
    ended->set(FieldKey::Reason, std::string("port 1 is in use."));
}

/// The client writes a CALL of its first connection again on its last one.
inline void sendAgain(Rows& rows)
{
    EventRow message = *find(rows, EventKind::MessageOut, 1);
    message.set(FieldKey::Payload, std::string("[2,\"b1\",\"<b>\",{}]"));
    *find(rows, EventKind::MessageOut, 1) = message;
    for (EventRow& row : rows)
        if (row.header.kind == EventKind::MessageIn && row.header.source == Source::Server &&
            row.header.epoch == message.header.epoch)
            row.set(FieldKey::Payload, std::string("[2,\"b1\",\"<b>\",{}]"));
    message.header.epoch = 3;
    insertBefore(rows, find(rows, EventKind::Stopped), message);
}

/// What a hostile peer would put into a close reason.
inline constexpr const char* hostileReason =
    "=cmd|' /C calc'!A0,\"<script>alert(1)</script>]]>&\x01\x1b[2J\xe2\x80\xae";

inline void closeWithHostileReason(Rows& rows)
{
    const auto closed = find(rows, EventKind::Closed);
    closed->set(FieldKey::Cause, std::string("close_handshake"));
    closed->set(FieldKey::Reason, std::string(hostileReason));
}

} // namespace redial::test
