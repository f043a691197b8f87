// SPDX-License-Identifier: MIT
#include "core/verdict/oracle_examination.h"

#include <algorithm>

namespace redial {

void OracleExamination::fail(std::initializer_list<EventNumber> events, const QString& sentence)
{
    if (failures_++ == 0)
        firstSentence_ = sentence;
    for (const EventNumber event : events) {
        const bool known =
            std::find(witnesses_.begin(), witnesses_.end(), event) != witnesses_.end();
        if (event != 0 && !known && witnesses_.size() < OracleResult::mostWitnesses)
            witnesses_.push_back(event);
    }
}

OracleAnswer OracleExamination::answer(const QString& held, const QString& missing) const
{
    if (failures_ > 1)
        return {OracleOutcome::Fail, witnesses_,
                QStringLiteral("%1 (The first of %2.)").arg(firstSentence_).arg(failures_)};
    if (failures_ == 1)
        return {OracleOutcome::Fail, witnesses_, firstSentence_};
    if (examined_ == 0)
        return {OracleOutcome::NotExercised, {}, missing};
    return {OracleOutcome::Pass, {}, held.arg(examined_)};
}

} // namespace redial
