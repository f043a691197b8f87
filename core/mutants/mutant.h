// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/station_run.h"

#include <QString>

#include <cstdint>
#include <string_view>
#include <vector>

namespace redial {

/// A client that is wrong in one way on purpose: the proof that the oracle it must fail can see
/// that wrong. The product knows nothing of it: what is wrong comes in through the seams that a run
/// has for its client. A plain value; its functions are pure but for the run they are given.
struct Mutant
{
    std::string_view id;    ///< "M01"; stable
    std::string_view name;  ///< a few words
    std::string_view wrong; ///< one sentence
    /// The oracles that it must fail, in the order of their ids; it must fail no other. More than
    /// one where the one implies the others.
    std::vector<std::string_view> oracles;
    /// The situation that shows it, and the client as it claims to be: oracles judge by this.
    StationRunConfiguration (*declared)() = nullptr;

    // In what it differs; each is absent where it does not.
    /// What it does instead of what it declares.
    void (*actual)(StationRunConfiguration& configuration) = nullptr;
    /// What it is made with.
    ClientParts (*parts)() = nullptr;
    /// What goes on beside it, from the moment that it has started.
    void (*accompany)(StationRun& run) = nullptr;
    /// How often it says what happened: 0 keeps an event silent, 2 says it twice.
    int (*copies)(const EventLog& log, EventNumber number) = nullptr;
};

/// Where what is wrong comes in: "policy", "clock", "transport", "tokens", "companion" or
/// "account"; joined by " + " if there are several.
QString seamsOf(const Mutant& mutant);

/// Every mutant, in the order of their ids.
const std::vector<Mutant>& mutants();

/// The mutant of this id in any case, blanks around it or not; null if there is none.
const Mutant* findMutant(const QString& id);

/// Those of one kind; mutants() joins them.
std::vector<Mutant> backoffMutants();
std::vector<Mutant> policyMutants();
std::vector<Mutant> clockMutants();
std::vector<Mutant> transportMutants();
std::vector<Mutant> companionMutants();
std::vector<Mutant> accountMutants();
std::vector<Mutant> streamMutants();

} // namespace redial
