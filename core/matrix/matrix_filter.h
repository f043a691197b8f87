// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/matrix/connection_phase.h"

#include <QString>

#include <set>

namespace redial {

struct FaultDefinition;

/// Which cells of the matrix are wanted: of these faults and of these phases. A plain value; takes
/// everything until it is told otherwise.
class MatrixFilter
{
public:
    /// Words divided by commas: faults by id or name, levels and phases, as in "T6,http,phase:tcp".
    /// The error is a clause about the first word that is none.
    static Expected<MatrixFilter, QString> parse(const QString& words);

    bool takes(const FaultDefinition& fault) const;
    bool takes(ConnectionPhase phase) const;
    bool takes(const FaultDefinition& fault, ConnectionPhase phase) const
    {
        return takes(fault) && takes(phase);
    }

private:
    bool add(const QString& word);
    bool addPhase(const QString& name);
    bool addLevel(const QString& name);
    bool addFault(const QString& name);

    std::set<QString> faults_; ///< ids; empty: all
    std::set<ConnectionPhase> phases_;
};

} // namespace redial
