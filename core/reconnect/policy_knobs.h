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

    /// A set of strategies: bit i stands for BackoffStrategy i.
    using Strategies = std::uint16_t;
    static constexpr Strategies everyStrategy = 0xffff;

    QString name; ///< snake_case
    Type type;
    QString group; ///< heading under which forms and help show it
    QString help;  ///< one line, without a full stop
    /// The words that the knob takes; beside a Number, those that stand for one ("unlimited").
    QStringList choices;
    /// The value in the form that read() takes: the same policy comes back.
    std::function<QString(const ReconnectPolicy&)> write;
    /// Sets the value from text; the error is a sentence with the text and the remedy, and leaves
    /// the policy as it was.
    std::function<Expected<void, QString>(ReconnectPolicy&, const QString&)> read;

    /// The strategies that look at this knob.
    Strategies strategies = everyStrategy;

    /// False if the policy's strategy does not look at this knob; forms show it greyed.
    bool appliesTo(const ReconnectPolicy& policy) const;
    QString optionName() const;
    /// How the value is written in a usage line: DURATION, NUMBER, "full|equal|…".
    QString valueName() const;
};

/// Every knob, in the order in which forms and help show them.
const std::vector<PolicyKnob>& policyKnobs();

/// The knob of that name; null if there is none.
const PolicyKnob* findPolicyKnob(const QString& name);

/// The names of all knobs, in order.
QStringList policyKnobNames();

/// Every knob as a member: durations and choices as text that the knob reads, ratios and numbers as
/// numbers, switches as booleans, lists as arrays.
QJsonObject policyToJson(const ReconnectPolicy& policy);

/// Members that are missing keep their default; a knob's text form is read wherever its JSON form
/// is. All errors at once, each at its path ("table/2"): unknown members (with the nearest name),
/// values that cannot be read, and what validate() finds in the knobs that could be read.
Expected<ReconnectPolicy, std::vector<PolicyError>> policyFromJson(const QJsonObject& object);

} // namespace redial
