// SPDX-License-Identifier: MIT
#pragma once

#include "core/mutants/mutant.h"
#include "core/verdict/oracle_result.h"

#include <QJsonObject>

#include <map>

namespace redial {

/// What the oracles say of a run of this mutant, in virtual time, judged by what it declares.
/// Deterministic in the seed.
std::vector<OracleResult> judgeMutant(const Mutant& mutant, std::uint64_t seed);

/// The same situation with a client that does what it declares.
std::vector<OracleResult> judgeCorrectClient(const Mutant& mutant, std::uint64_t seed);

/// What came of a mutant's runs and of as many of the correct client in its situation.
struct MutantFigures
{
    const Mutant* mutant = nullptr;
    std::uint64_t runs = 0;
    std::map<std::string_view, std::uint64_t> failures; ///< of the mutant, by oracle id
    /// Of the correct client: none may be.
    std::map<std::string_view, std::uint64_t> falseAlarms;
    /// The mutant's own oracles that the correct client did not pass but never came to.
    std::map<std::string_view, std::uint64_t> notExercised;

    bool isOwn(std::string_view oracle) const;
    /// It failed its own oracles in every run and no other in any; the correct client passed those
    /// and failed none.
    bool holds() const;
    /// What does not hold, one sentence each; empty if all does.
    QStringList complaints() const;
    QJsonObject toJson() const;
};

/// Runs mutant and correct client once more, with that seed.
void addRuns(MutantFigures& figures, std::uint64_t seed);

/// How many of `runs` seeded runs this mutant's situation gets, so that all of them together make
/// at least `runs`; at least one each.
std::uint64_t runsOfEach(std::uint64_t runs, std::size_t mutants);

} // namespace redial
