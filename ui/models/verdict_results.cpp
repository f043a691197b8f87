// SPDX-License-Identifier: MIT
#include "ui/models/verdict_results.h"

#include "core/base/to_qstring.h"
#include "core/log/event_log.h"
#include "core/verdict/judge.h"

#include <algorithm>

namespace redial {

VerdictResults::VerdictResults(QObject* parent) : QObject(parent) {}

VerdictResults::~VerdictResults()
{
    for (Judgement& judgement : judgements_)
        judgement.worker.join();
}

void VerdictResults::judge(std::shared_ptr<const EventLog> log, const RunInfo& info)
{
    Judgement& judgement = judgements_.emplace_back();
    judgement.generation = ++generation_;
    judgement.log = std::move(log);
    judgement.info = info;
    results_.clear();
    emit changed();
    judgement.worker = std::thread([this, &judgement] {
        judgement.results = redial::judge(*judgement.log, judgement.info);
        judgement.done.store(true, std::memory_order_release);
        // By name: the call is then made and destroyed inside Qt alone.
        QMetaObject::invokeMethod(this, "collect", Qt::QueuedConnection);
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

void VerdictResults::collect()
{
    for (auto judgement = judgements_.begin(); judgement != judgements_.end();) {
        if (!judgement->done.load(std::memory_order_acquire)) {
            ++judgement;
            continue;
        }
        judgement->worker.join();
        if (judgement->generation == generation_)
            results_ = std::move(judgement->results);
        judgement = judgements_.erase(judgement);
    }
    emit changed();
}

std::vector<FindingMark> VerdictResults::findings(const EventLog& log) const
{
    std::vector<FindingMark> marks;
    for (const OracleResult& result : results_) {
        if (result.outcome != OracleOutcome::Fail)
            continue;
        for (const EventNumber event : result.witnesses) {
            if (event >= 1 && event <= log.size())
                marks.push_back({runTimeOf(log, event), event, toQString(result.id)});
        }
    }
    return marks;
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
