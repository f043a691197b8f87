// SPDX-License-Identifier: MIT
#pragma once

#include "core/verdict/oracle_result.h"

#include <QString>

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace redial {

/// What an oracle's function answers.
struct OracleAnswer
{
    OracleOutcome outcome = OracleOutcome::NotExercised;
    std::vector<EventNumber> witnesses;
    QString explanation;
};

/// Collects what one oracle sees while it walks a log: how often its situation came up, and where
/// it did not hold.
class OracleExamination
{
public:
    /// The situation came up once more, or so many times.
    void count(std::uint64_t times = 1) { examined_ += times; }
    /// It came up and did not hold; the first sentence is the one that is kept.
    void fail(std::initializer_list<EventNumber> events, const QString& sentence);
    /// Counts, and fails unless it holds. The sentence is only made if it is needed.
    template <class Sentence>
    void require(bool holds, std::initializer_list<EventNumber> events, Sentence&& sentence)
    {
        count();
        if (!holds)
            fail(events, sentence());
    }

    /// `held` has a %1 for the number of situations; `missing` says what never came up. Both are
    /// whole sentences.
    OracleAnswer answer(const QString& held, const QString& missing) const;

private:
    std::uint64_t examined_ = 0;
    std::uint64_t failures_ = 0;
    std::vector<EventNumber> witnesses_;
    QString firstSentence_;
};

} // namespace redial
