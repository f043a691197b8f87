// SPDX-License-Identifier: MIT
#include "ui/models/history_runs.h"

namespace redial {

namespace {

template <class Value>
bool isFine(const Expected<Value, QString>& result, QStringList& sentences)
{
    if (!result)
        sentences << result.error();
    return result.hasValue();
}

} // namespace

HistoryRuns::HistoryRuns(QString place, QObject* parent) : QObject(parent), place_(std::move(place))
{
}

HistoryRuns::~HistoryRuns()
{
    if (worker_.joinable())
        worker_.join();
}

void HistoryRuns::refresh()
{
    wish([](RunHistory&, Outcome&) {});
}

void HistoryRuns::add(const QStringList& paths)
{
    wish([paths](RunHistory& history, Outcome& outcome) {
        for (const QString& path : paths) {
            const auto record = readRunRecord(path);
            if (isFine(record, outcome.sentences))
                isFine(history.add(*record), outcome.sentences);
        }
    });
}

void HistoryRuns::remove(RunId id)
{
    wish([id](RunHistory& history, Outcome& outcome) {
        isFine(history.remove(id), outcome.sentences);
    });
}

void HistoryRuns::setTag(RunId id, const QString& tag, bool on)
{
    wish([id, tag, on](RunHistory& history, Outcome& outcome) {
        isFine(on ? history.tag(id, tag) : history.untag(id, tag), outcome.sentences);
    });
}

void HistoryRuns::compare(RunId first, RunId second)
{
    wish([first, second](RunHistory& history, Outcome& outcome) {
        auto one = history.get(first);
        auto other = history.get(second);
        if (isFine(one, outcome.sentences) && isFine(other, outcome.sentences))
            outcome.pair.emplace(std::move(*one), std::move(*other));
    });
}

void HistoryRuns::wish(Wish what)
{
    waiting_.push_back(std::move(what));
    startNext();
}

void HistoryRuns::startNext()
{
    if (isBusy() || waiting_.empty())
        return;
    outcome_ = {};
    worker_ = std::thread([this, what = std::move(waiting_.front())]() mutable {
        if (auto history = RunHistory::open(place_); isFine(history, outcome_.sentences)) {
            if (!(*history)->notice().isEmpty())
                outcome_.sentences << (*history)->notice();
            what(**history, outcome_);
            if (auto runs = (*history)->list({}); isFine(runs, outcome_.sentences))
                outcome_.runs = std::move(*runs);
        }
        what = nullptr;
        QMetaObject::invokeMethod(this, "collect", Qt::QueuedConnection);
    });
    waiting_.pop_front();
    emit changed();
}

void HistoryRuns::collect()
{
    worker_.join();
    const Outcome outcome = std::move(outcome_);
    if (outcome.runs)
        runs_ = *outcome.runs;
    startNext();
    emit changed();
    if (outcome.pair)
        emit compared(outcome.pair->first, outcome.pair->second);
    for (const QString& sentence : outcome.sentences)
        emit told(sentence);
}

} // namespace redial
