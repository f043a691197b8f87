// SPDX-License-Identifier: MIT
#pragma once

#include "core/foreign/behaviour_estimate.h"
#include "core/foreign/policy_estimate.h"
#include "core/log/run_info.h"

#include <QByteArray>
#include <QJsonObject>
#include <QStringList>

#include <vector>

namespace redial {

/// Something that a client does wrong, or that its users should know.
struct ClientFinding
{
    enum class Severity : std::uint8_t { Minor, Major };

    QString oracle;    ///< "P05"; see docs/oracles.md
    QStringList rules; ///< OCPP rules and test cases
    Severity severity = Severity::Major;
    QString sentence;
    QString remedy;
    std::vector<EventNumber> witnesses;

    QString severityName() const;
    /// The sentence with its first letter as a capital, and a full stop.
    QString text() const;
};

/// What is thought of a foreign client after an examination. Made of the log alone: the same log
/// gives the same judgement, live or from its file.
struct Judgement
{
    Observations observations;
    PolicyEstimate policy;
    BehaviourEstimate behaviour;
    std::vector<ClientFinding> findings; ///< the major ones first
    /// Situations that did not come up or were not seen to their end.
    std::vector<Situation> notMeasured;
    std::size_t waits = 0;

    std::vector<Estimate> estimates() const;
    QJsonObject toJson() const;
};

/// The situations that were to come up in a run of an examination, all if its file does not name
/// them; absent for another run.
std::optional<std::vector<Situation>> plannedSituations(const RunInfo& info);

/// `planned`: the situations that were to come up.
Judgement judgeClient(const EventLog& log, const std::vector<Situation>& planned);

std::vector<ClientFinding> findingsOf(const Observations& observations,
                                      const PolicyEstimate& policy,
                                      const BehaviourEstimate& behaviour);

/// The judgement as text of whole lines: estimates, findings with their witnesses, what was not
/// measured.
QStringList judgementLines(const Judgement& judgement, const EventLog& log);
/// One HTML page without network and scripts; the cited events are in it. All text is escaped.
QByteArray judgementHtml(const Judgement& judgement, const EventLog& log, const RunInfo& info,
                         const QString& name);

} // namespace redial
