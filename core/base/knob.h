// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <QString>
#include <QStringList>

#include <algorithm>
#include <functional>
#include <vector>

namespace redial {

/// One thing that is wrong with settings: the knob's name (in JSON the path, "table/2"), and a
/// sentence with its value and the remedy.
struct KnobError
{
    QString knob;
    QString sentence;

    /// "max_backoff: 100 ms is shorter than …"
    QString text() const { return knob + QStringLiteral(": ") + sentence; }
    /// The same with the command line's option: "--max-backoff: 100 ms is shorter than …"
    QString optionText() const;
};

/// What a setting looks like to people, whatever it belongs to. The command line's option is the
/// name with dashes, the run file's and the scenario's member is the name itself, the window's
/// form is made from the row.
struct KnobDescription
{
    enum class Type { Duration, Number, Ratio, Switch, Choice, DurationList, NumberList };

    QString name; ///< snake_case
    Type type{};
    QString group; ///< heading under which forms and help show it
    QString help;  ///< one line, without a full stop
    /// The words that the knob takes; beside a Number, those that stand for one ("unlimited").
    QStringList choices;

    QString optionName() const;
    /// How the value is written in a usage line: DURATION, NUMBER, "full|equal|…".
    QString valueName() const;
    bool isList() const { return type == Type::DurationList || type == Type::NumberList; }
};

/// One setting of `Settings`, a plain value.
template <class Settings>
struct Knob : KnobDescription
{
    /// The value in the form that read() takes: the same settings come back.
    std::function<QString(const Settings&)> write;
    /// Sets the value from text; the error is a sentence with the text and the remedy, and leaves
    /// the settings as they were.
    std::function<Expected<void, QString>(Settings&, const QString&)> read;
    /// False if the other settings leave this one without effect; empty: it always has one.
    std::function<bool(const Settings&)> applies;

    bool appliesTo(const Settings& settings) const { return !applies || applies(settings); }
};

/// The knob of that name; null if there is none.
template <class Settings>
const Knob<Settings>* findKnob(const std::vector<Knob<Settings>>& knobs, const QString& name)
{
    const auto found = std::find_if(knobs.begin(), knobs.end(),
                                    [&](const auto& knob) { return knob.name == name; });
    return found == knobs.end() ? nullptr : &*found;
}

} // namespace redial
