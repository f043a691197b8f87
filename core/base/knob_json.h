// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/knob.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>
#include <utility>

namespace redial {

/// A value's text form as JSON: durations and choices as text, ratios and numbers as numbers,
/// switches as booleans, lists as arrays.
QJsonValue knobJson(const KnobDescription& knob, const QString& text);
/// The text form of a value that is no list and no object; absent for those.
std::optional<QString> knobText(const QJsonValue& value);
/// What a name that is no knob's should have been.
QString unknownKnob(const QString& name, const QStringList& names);

/// Every knob as a member.
template <class Settings>
QJsonObject knobsToJson(const std::vector<Knob<Settings>>& knobs, const Settings& settings)
{
    QJsonObject object;
    for (const Knob<Settings>& knob : knobs)
        object.insert(knob.name, knobJson(knob, knob.write(settings)));
    return object;
}

/// Reads settings out of an object, and collects everything that is wrong on the way.
template <class Settings>
class KnobReader
{
public:
    explicit KnobReader(const std::vector<Knob<Settings>>& knobs) : knobs_(knobs) {}

    void read(const QString& name, const QJsonValue& value)
    {
        const Knob<Settings>* knob = findKnob(knobs_, name);
        if (!knob)
            return fail(name, unknownKnob(name, names()));
        if (knob->isList() && value.isArray())
            return readList(*knob, value.toArray());
        if (const auto text = knobText(value))
            readText(*knob, name, *text);
        else
            fail(name, QStringLiteral("must be %1.").arg(wanted(*knob)));
    }

    /// What was wrong, and what validate() finds in the knobs that could be read.
    std::vector<KnobError> take()
    {
        for (KnobError& error : settings_.validate()) {
            const bool known =
                std::any_of(errors_.begin(), errors_.end(), [&](const KnobError& earlier) {
                    return earlier.knob.section(QLatin1Char('/'), 0, 0) == error.knob;
                });
            if (!known)
                errors_.push_back(std::move(error));
        }
        return std::move(errors_);
    }

    const Settings& settings() const { return settings_; }

private:
    QStringList names() const
    {
        QStringList all;
        for (const Knob<Settings>& knob : knobs_)
            all << knob.name;
        return all;
    }

    static QString wanted(const Knob<Settings>& knob)
    {
        return knob.isList() ? QStringLiteral("an array, or text: %1").arg(knob.valueName())
                             : knob.valueName();
    }

    void readList(const Knob<Settings>& knob, const QJsonArray& array)
    {
        QStringList parts;
        for (qsizetype i = 0; i < array.size(); ++i) {
            const QString path = QStringLiteral("%1/%2").arg(knob.name).arg(i);
            const auto text = knobText(array.at(i));
            // One entry by itself, so that an error has the entry's place.
            Settings scratch;
            if (!text || text->contains(QLatin1Char(',')) || text->trimmed().isEmpty())
                fail(path, QStringLiteral("must be one entry of %1.").arg(knob.valueName()));
            else if (const auto done = knob.read(scratch, *text); !done)
                fail(path, done.error());
            else
                parts << *text;
        }
        if (parts.size() == array.size())
            readText(knob, knob.name, parts.join(QLatin1Char(',')));
    }

    void readText(const Knob<Settings>& knob, const QString& path, const QString& text)
    {
        if (const auto done = knob.read(settings_, text); !done)
            fail(path, done.error());
    }

    void fail(const QString& path, const QString& sentence) { errors_.push_back({path, sentence}); }

    const std::vector<Knob<Settings>>& knobs_;
    Settings settings_;
    std::vector<KnobError> errors_;
};

/// Members that are missing keep their default; a knob's text form is read wherever its JSON form
/// is. All errors at once, each at its path ("table/2"): unknown members (with the nearest name),
/// values that cannot be read, and what validate() finds in the knobs that could be read.
template <class Settings>
Expected<Settings, std::vector<KnobError>> knobsFromJson(const std::vector<Knob<Settings>>& knobs,
                                                         const QJsonObject& object)
{
    KnobReader<Settings> reader(knobs);
    for (auto member = object.begin(); member != object.end(); ++member)
        reader.read(member.key(), member.value());
    auto errors = reader.take();
    if (!errors.empty())
        return Unexpected{std::move(errors)};
    return reader.settings();
}

} // namespace redial
