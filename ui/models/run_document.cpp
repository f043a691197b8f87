// SPDX-License-Identifier: MIT
#include "ui/models/run_document.h"

#include <algorithm>

namespace redial {

namespace {
constexpr std::chrono::milliseconds frame(16);
constexpr std::chrono::nanoseconds budget = std::chrono::milliseconds(2);
/// For the rest of the event loop, between two budgets.
constexpr std::chrono::milliseconds pause(4);
/// Views paint no more often than this while there is more to take in.
constexpr std::chrono::nanoseconds betweenAnnouncements = std::chrono::milliseconds(32);
constexpr int eventsBetweenLooks = 64;
} // namespace

RunDocument::RunDocument(QObject* parent) : QObject(parent), log_(std::make_shared<EventLog>())
{
    timer_.setSingleShot(true);
    timer_.setTimerType(Qt::PreciseTimer);
    connect(&timer_, &QTimer::timeout, this, &RunDocument::takeIn);
}

RunDocument::~RunDocument()
{
    stopWatching();
}

void RunDocument::stopWatching()
{
    if (observer_ != 0)
        log_->stopObserving(observer_);
    observer_ = 0;
}

void RunDocument::setLog(std::shared_ptr<EventLog> log)
{
    stopWatching();
    log_ = std::move(log);
    seen_ = 0;
    begin_ = RunTime(0);
    end_ = RunTime(0);
    link_.clear();
    faults_.clear();
    sessionMarks_.clear();
    backends_.clear();
    backoffs_.clear();
    metrics_ = Metrics();
    filtered_ = 0;
    visible_.clear();
    timeline_.clear();
    observer_ = log_->observe([this](EventNumber, EventNumber) { wake(); });
    announced_.invalidate();
    emit restarted();
    wake();
}

void RunDocument::setFilter(const EventFilter& filter)
{
    filter_ = filter;
    filtered_ = 0;
    visible_.clear();
    timeline_.clear();
    announced_.invalidate();
    emit restarted();
    wake();
}

bool RunDocument::busy() const
{
    return seen_ < log_->size() || filtered_ < seen_;
}

void RunDocument::wake()
{
    if (!timer_.isActive() && busy())
        timer_.start(frame);
}

bool RunDocument::takeOne()
{
    if (seen_ < log_->size() && filtered_ == seen_) {
        ++seen_;
        link_.add(*log_, seen_);
        faults_.add(*log_, seen_);
        sessionMarks_.add(*log_, seen_);
        backends_.add(*log_, seen_);
        backoffs_.add(*log_, seen_);
        metrics_.add(*log_, seen_);
        begin_ = std::min(begin_, runTimeOf(*log_, seen_));
        end_ = std::max(end_, runTimeOf(*log_, seen_));
    }
    if (filtered_ == seen_)
        return false;
    ++filtered_;
    if (filter_.matches(*log_, filtered_)) {
        visible_.push_back(filtered_);
        timeline_.add(*log_, filtered_);
    }
    return true;
}

void RunDocument::takeIn()
{
    QElapsedTimer elapsed;
    elapsed.start();
    bool more = true;
    while (more && std::chrono::nanoseconds(elapsed.nsecsElapsed()) < budget) {
        for (int i = 0; i < eventsBetweenLooks && more; ++i)
            more = takeOne();
    }
    if (busy())
        timer_.start(pause);
    if (!busy() || !announced_.isValid() ||
        std::chrono::nanoseconds(announced_.nsecsElapsed()) >= betweenAnnouncements)
        announce();
}

void RunDocument::catchUp()
{
    while (takeOne()) {
    }
    timer_.stop();
    announce();
}

void RunDocument::announce()
{
    announced_.start();
    emit grew();
    if (busy() != busy_) {
        busy_ = busy();
        emit busyChanged(busy_);
    }
}

std::optional<EventNumber> RunDocument::neighbour(EventNumber number, int direction,
                                                  bool sameKind) const
{
    const auto begin = visible_.begin();
    auto it = std::lower_bound(begin, visible_.end(), number);
    const bool found = it != visible_.end() && *it == number;
    if (direction > 0 && found)
        ++it;
    const EventKind kind = number > 0 && number <= seen_ ? log_->header(number).kind : EventKind{};
    while (direction > 0 ? it != visible_.end() : it != begin) {
        const EventNumber candidate = direction > 0 ? *it : *(it - 1);
        if (!sameKind || number == 0 || log_->header(candidate).kind == kind)
            return candidate;
        direction > 0 ? ++it : --it;
    }
    return std::nullopt;
}

} // namespace redial
