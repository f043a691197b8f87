// SPDX-License-Identifier: MIT
#include "core/base/duration_text.h"
#include "core/report/attempt_row.h"
#include "core/report/ledger_report.h"
#include "core/report/svg_canvas.h"
#include "core/report/svg_charts.h"

#include <algorithm>
#include <map>
#include <set>

namespace redial {

namespace {

constexpr double width = 1000;
constexpr double left = 90;
constexpr double right = 990;
constexpr double rowHeight = 26;
constexpr double barHeight = 16;

/// Draws one run; each draw…() adds a row.
class TimelineDrawing
{
public:
    explicit TimelineDrawing(const RunReport& report)
        : report_(report), log_(report.log), length_(lengthOf(report.log))
    {
        length_ = std::max(length_, std::chrono::nanoseconds(1));
    }

    QString drawn();

private:
    double x(MonotonicTime time) const
    {
        const auto since = time - log_.header(1).time;
        const double part = double(since.count()) / double(length_.count());
        return left + std::clamp(part, 0.0, 1.0) * (right - left);
    }
    MonotonicTime end() const { return log_.header(log_.size()).time; }
    /// The row is drawn with its first shape; one without any takes no room.
    void beginRow(const char* name);
    bool mayDraw();
    void endRow();
    void span(MonotonicTime from, MonotonicTime to, const char* style, const QString& title);
    void mark(EventNumber number, const char* style);
    void connections(Source party, const char* name);
    void backoffs();
    void faultsAndUser();
    void messages();
    void witnesses();
    void axis();

    const RunReport& report_;
    const EventLog& log_;
    std::chrono::nanoseconds length_;
    double top_ = 0;
    const char* rowName_ = "";
    int shapes_ = 0;
    SvgCanvas canvas_{width, QStringLiteral("Timeline of the run")};
};

void TimelineDrawing::beginRow(const char* name)
{
    rowName_ = name;
    shapes_ = 0;
}

bool TimelineDrawing::mayDraw()
{
    if (shapes_ == 0) {
        canvas_.text(left - 8, top_ + 14, QLatin1String(rowName_), "end");
        canvas_.line(left, top_ + rowHeight - 4, right, top_ + rowHeight - 4, "rule");
    }
    return ++shapes_ <= mostShapes;
}

void TimelineDrawing::endRow()
{
    if (shapes_ > 0)
        top_ += rowHeight;
}

void TimelineDrawing::span(MonotonicTime from, MonotonicTime to, const char* style,
                           const QString& title)
{
    if (mayDraw())
        canvas_.bar(x(from), top_ + 3, x(to) - x(from), barHeight, style, title);
}

void TimelineDrawing::mark(EventNumber number, const char* style)
{
    if (mayDraw())
        canvas_.dot(x(log_.header(number).time), top_ + 3 + barHeight / 2, 4, style,
                    witnessLine(log_, number));
}

void TimelineDrawing::connections(Source party, const char* name)
{
    beginRow(name);
    for (const AttemptRow& row : attemptRows(log_, party)) {
        if (!row.times.begin)
            continue;
        const MonotonicTime closed = row.times.closed.value_or(end());
        const QString title = QStringLiteral("connection %1").arg(row.times.epoch);
        if (party == Source::Server) {
            span(*row.times.begin, closed, "open", title);
            continue;
        }
        const MonotonicTime opened = row.times.opened.value_or(closed);
        span(*row.times.begin, opened, row.times.opened ? "connecting" : "failed",
             title + (row.times.opened ? QStringLiteral(", connecting")
                                       : QStringLiteral(", never open")));
        if (!row.times.opened)
            continue;
        const MonotonicTime online = row.times.online.value_or(closed);
        span(opened, online, "open", title + QStringLiteral(", open, not online"));
        if (row.times.online)
            span(online, closed, "online", title + QStringLiteral(", online"));
    }
    endRow();
}

void TimelineDrawing::backoffs()
{
    beginRow("back-off");
    for (EventNumber number = 1; number <= log_.size(); ++number) {
        if (log_.header(number).kind != EventKind::BackoffScheduled)
            continue;
        const auto delay = log_.duration(number, FieldKey::DelayNs);
        const MonotonicTime from = log_.header(number).time;
        if (delay)
            span(from, std::min(end(), from + *delay), "backoff",
                 QStringLiteral("%1 before attempt %2")
                     .arg(formatDuration(*delay))
                     .arg(log_.header(number).attempt));
    }
    endRow();
}

void TimelineDrawing::faultsAndUser()
{
    beginRow("faults, user");
    std::map<std::pair<std::string, std::int64_t>, EventNumber> standing;
    const auto endFault = [&](EventNumber on, MonotonicTime at) {
        span(log_.header(on).time, at, "fault", witnessLine(log_, on));
    };
    for (EventNumber number = 1; number <= log_.size(); ++number) {
        const EventHeader& header = log_.header(number);
        const std::pair key{std::string(log_.text(number, FieldKey::Fault)),
                            log_.integer(number, FieldKey::Connection).value_or(0)};
        if (header.kind == EventKind::FaultOn)
            standing.insert_or_assign(key, number);
        else if (header.kind == EventKind::FaultOff && standing.contains(key))
            endFault(standing.extract(key).mapped(), header.time);
        else if (header.kind == EventKind::Dropped || header.kind == EventKind::Stopped)
            mark(number, "user");
    }
    for (const auto& [key, on] : standing)
        endFault(on, log_.header(on).time);
    endRow();
}

void TimelineDrawing::messages()
{
    beginRow("messages");
    for (const LedgerRow& row : messageLedger(log_, report_.info).rows) {
        if (mayDraw())
            canvas_.dot(
                x(log_.header(row.witnesses.back()).time), top_ + 3 + barHeight / 2, 4, "message",
                QStringLiteral("#%1: %2").arg(row.witnesses.back()).arg(ledgerSentence(row)));
    }
    endRow();
}

void TimelineDrawing::witnesses()
{
    beginRow("failures");
    std::set<EventNumber> cited;
    for (const OracleResult& result : report_.results)
        if (result.outcome == OracleOutcome::Fail)
            cited.insert(result.witnesses.begin(), result.witnesses.end());
    for (const EventNumber number : cited)
        mark(number, "failure");
    endRow();
}

void TimelineDrawing::axis()
{
    constexpr int parts = 5;
    for (int i = 0; i <= parts; ++i) {
        const double at = left + (right - left) * i / parts;
        const char* const anchor = i == 0 ? "start" : i == parts ? "end" : "middle";
        canvas_.text(at, top_ + 14, formatDuration(length_ * i / parts), anchor);
    }
}

QString TimelineDrawing::drawn()
{
    connections(Source::Client, "client");
    backoffs();
    connections(Source::Server, "server");
    faultsAndUser();
    messages();
    witnesses();
    axis();
    return canvas_.finished(top_ + rowHeight);
}

} // namespace

QString timelineSvg(const RunReport& report)
{
    return report.log.size() == 0 ? QString() : TimelineDrawing(report).drawn();
}

} // namespace redial
