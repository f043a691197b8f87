// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event.h"

#include <QString>

#include <optional>
#include <vector>

namespace redial {

/// What is thought of one property of a client, how sure that is, and on which events it stands.
struct Estimate
{
    enum class Unit : std::uint8_t { None, Seconds, Count, Word };

    QString id;    ///< "initial_delay"; stable
    QString title; ///< "initial delay"
    Unit unit = Unit::None;
    /// Of a Word: what it is. Otherwise empty.
    QString word;
    double value = 0;
    double low = 0; ///< the interval that holds the truth with 95 % confidence
    double high = 0;
    std::size_t samples = 0;
    std::vector<EventNumber> evidence; ///< at most mostEvidence
    /// Why nothing is said: a sentence. Absent if something is.
    std::optional<QString> unknown;

    static constexpr std::size_t mostEvidence = 20;

    bool isKnown() const { return !unknown; }
    /// "1.30 (1.29 to 1.31)", "0.98 s (0.95 s to 1.02 s)", "ready", "not measured: …".
    QString text() const;
};

Estimate wordEstimate(const QString& id, const QString& title, const QString& word,
                      std::size_t samples, std::vector<EventNumber> evidence);
Estimate unknownEstimate(const QString& id, const QString& title, const QString& why);

} // namespace redial
