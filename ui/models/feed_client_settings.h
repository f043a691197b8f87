// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/stream_profile.h"

#include <map>

namespace redial {

/// What the window's form says of a feed's client: its messages as texts, in the forms that the
/// options of `redial connect --profile stream` have, and the session's times. At first those of
/// Redial's own feed. A plain value; names and help come from feedClientKnobs() alone.
struct FeedClientSettings
{
    FeedClientSettings();

    std::map<QString, QString> texts; ///< by the knob's name
    StreamSessionPolicy policy;

    QString text(const QString& knob) const;
    /// The errors name the knobs.
    Expected<StreamProfile, std::vector<KnobError>> profile() const;
    /// Everything that is wrong; empty if nothing is.
    std::vector<KnobError> validate() const;

    /// What may be kept between sessions: an auth message that has no {token} may hold a secret,
    /// and is left out.
    QJsonObject toJson() const;
    /// What cannot be read keeps its default.
    static FeedClientSettings fromJson(const QJsonObject& object);

    friend bool operator==(const FeedClientSettings&, const FeedClientSettings&) = default;
};

/// In the order of the form; behind the messages those of streamSessionKnobs().
const std::vector<Knob<FeedClientSettings>>& feedClientKnobs();

} // namespace redial
