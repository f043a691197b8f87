// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/reconnect/reconnect_policy.h"

#include <QJsonObject>
#include <QStringList>

#include <functional>
#include <vector>

namespace redial {

/// One setting of a ReconnectPolicy as people see it. The command line's option is the name with
/// dashes, the run file's and the scenario's member is the name itself, the window's form is made
/// from the row.
struct PolicyKnob
{
    enum class Type { Duration, Number, Ratio, Switch, Choice, DurationList, NumberList };

    QString name; ///< snake_case
    Type type;
    QString group; ///< heading under which forms and help show it
    QString help;  ///< one line, without a full stop
    QStringList choices;
    /// The value in the form that read() takes: the same policy comes back.
    std::function<QString(const ReconnectPolicy&)> write;
    /// Sets the value from text; the error is a sentence with the text and the remedy, and leaves
    /// the policy as it was.
    std::function<Expected<void, QString>(ReconnectPolicy&, const QString&)> read;

    QString optionName() const;
    /// How the value is written in a usage line: DURATION, NUMBER, "full|equal|…".
    QString valueName() const;
};

/// Every knob, in the order in which forms and help show them.
const std::vector<PolicyKnob>& policyKnobs();

/// The knob of that name; null if there is none.
const PolicyKnob* findPolicyKnob(const QString& name);

/// Every knob as a member; durations, ratios and lists as text that read() takes, numbers as
/// numbers, switches as booleans.
QJsonObject policyToJson(const ReconnectPolicy& policy);

/// Members that are missing keep their default. All errors at once: unknown members (with the
/// nearest name), values that cannot be read, and what validate() finds.
Expected<ReconnectPolicy, std::vector<PolicyError>> policyFromJson(const QJsonObject& object);

} // namespace redial
