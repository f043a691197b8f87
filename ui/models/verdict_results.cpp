// SPDX-License-Identifier: MIT
#include "ui/models/verdict_results.h"

#include "core/log/event_log.h"
#include "core/verdict/judge.h"

#include <QCoreApplication>
#include <QPointer>

#include <algorithm>

namespace redial {

VerdictResults::VerdictResults(QObject* parent) : QObject(parent)
{
    pool_.setMaxThreadCount(1);
}

VerdictResults::~VerdictResults()
{
    pool_.waitForDone();
}

void VerdictResults::judge(std::shared_ptr<const EventLog> log, const RunInfo& info)
{
    const quint64 generation = ++generation_;
    results_.clear();
    ++judging_;
    emit changed();
    auto receiver = QPointer<VerdictResults>(this);
    pool_.start([receiver, log = std::move(log), info, generation] {
        auto results = redial::judge(*log, info);
        QMetaObject::invokeMethod(
            qApp,
            [receiver, generation, results = std::move(results)]() mutable {
                if (receiver)
                    receiver->take(generation, std::move(results));
            },
            Qt::QueuedConnection);
    });
}

void VerdictResults::clear()
{
    ++generation_;
    if (results_.empty())
        return;
    results_.clear();
    emit changed();
}

void VerdictResults::take(quint64 generation, std::vector<OracleResult> results)
{
    --judging_;
    if (generation == generation_)
        results_ = std::move(results);
    emit changed();
}

QString VerdictResults::summary() const
{
    if (results_.empty())
        return {};
    const auto count = [this](OracleOutcome outcome) {
        return std::count_if(
            results_.begin(), results_.end(),
            [outcome](const OracleResult& result) { return result.outcome == outcome; });
    };
    return QStringLiteral("%1 held, %2 failed, %3 not exercised")
        .arg(count(OracleOutcome::Pass))
        .arg(count(OracleOutcome::Fail))
        .arg(count(OracleOutcome::NotExercised));
}

} // namespace redial
