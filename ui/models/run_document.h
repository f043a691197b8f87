// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"
#include "core/log/metrics.h"
#include "ui/models/event_filter.h"
#include "ui/view/backend_history.h"
#include "ui/view/backoff_series.h"
#include "ui/view/fault_history.h"
#include "ui/view/link_history.h"
#include "ui/view/session_marks.h"
#include "ui/view/timeline_index.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace redial {

/// The run that the window shows, live or from a file, in the form that its views need. Watches one
/// EventLog and takes new events in at most every 16 ms, for at most about 2 ms at a time, so that
/// the event loop never waits for it; tells its views at most every 32 ms while more waits. Never
/// appends. Lives on the log's thread.
class RunDocument : public QObject
{
    Q_OBJECT
public:
    explicit RunDocument(QObject* parent = nullptr);
    ~RunDocument() override;

    /// Shows another run; the former one is let go.
    void setLog(std::shared_ptr<EventLog> log);
    const EventLog& log() const { return *log_; }
    std::shared_ptr<EventLog> sharedLog() const { return log_; }

    /// Rebuilds what depends on the filter, in steps.
    void setFilter(const EventFilter& filter);
    const EventFilter& filter() const { return filter_; }

    /// Events taken in so far; views never look beyond.
    EventNumber seen() const { return seen_; }
    /// True while events of the log wait to be taken in or to be filtered.
    bool busy() const;
    /// Takes everything in at once: for tests, exports and files that are small.
    void catchUp();

    /// Events that pass the filter, in the order of the log.
    const std::vector<EventNumber>& visible() const { return visible_; }
    const TimelineIndex& timeline() const { return timeline_; }
    const LinkHistory& link() const { return link_; }
    const FaultHistory& faults() const { return faults_; }
    const SessionMarks& sessionMarks() const { return sessionMarks_; }
    const BackendHistory& backends() const { return backends_; }
    const BackoffSeries& backoffs() const { return backoffs_; }
    const MetricsValues& metrics() const { return metrics_.values(); }
    /// From the first event to the newest taken in; live runs last until now.
    TimeRange whole() const { return {begin_, end_}; }

    /// The visible event before or after `number`, of the same kind if `sameKind`; absent if there
    /// is none.
    std::optional<EventNumber> neighbour(EventNumber number, int direction, bool sameKind) const;

signals:
    /// Another run, or another filter: everything is new and seen() may be less than before.
    void restarted();
    /// More was taken in: visible(), timeline(), link(), backoffs() and whole() have grown.
    void grew();
    void busyChanged(bool busy);

private:
    void wake();
    void takeIn();
    bool takeOne();
    void stopWatching();
    void announce();

    std::shared_ptr<EventLog> log_;
    EventLog::ObserverId observer_ = 0;
    QTimer timer_;
    EventFilter filter_;
    EventNumber seen_ = 0;
    EventNumber filtered_ = 0;
    std::vector<EventNumber> visible_;
    TimelineIndex timeline_;
    LinkHistory link_;
    FaultHistory faults_;
    SessionMarks sessionMarks_;
    BackendHistory backends_;
    BackoffSeries backoffs_;
    Metrics metrics_;
    RunTime begin_{};
    RunTime end_{};
    bool busy_ = false;
    QElapsedTimer announced_;
};

} // namespace redial
