// SPDX-License-Identifier: MIT
#pragma once

#include "core/reconnect/policy_knobs.h"

#include <span>
#include <string_view>

namespace redial::knob {

/// What every kind of knob has. Names and help are literals of the table.
struct Label
{
    const char* name;
    const char* group;
    const char* help;
    PolicyKnob::Strategies strategies = PolicyKnob::everyStrategy;
};

/// One constructor for each kind of knob: how its value is read from text and written to it.
PolicyKnob duration(const Label& label, ReconnectPolicy::Duration ReconnectPolicy::*member);
PolicyKnob ratio(const Label& label, double ReconnectPolicy::*member);
PolicyKnob number(const Label& label, std::uint32_t ReconnectPolicy::*member);
/// `absent` is the word for no value.
PolicyKnob optionalNumber(const Label& label, const char* absent,
                          std::optional<std::uint32_t> ReconnectPolicy::*member);
PolicyKnob onOff(const Label& label, bool ReconnectPolicy::*member);
PolicyKnob durations(const Label& label,
                     std::vector<ReconnectPolicy::Duration> ReconnectPolicy::*member);
PolicyKnob ranges(const Label& label, std::vector<NumberRange> ReconnectPolicy::*member);

/// A knob out of words, without its two functions.
PolicyKnob words(const Label& label, PolicyKnob::Type type, const QStringList& choices);
/// The index of the word, or the sentence that lists them.
Expected<qsizetype, QString> indexOfWord(const QStringList& choices, const QString& word);
QStringList toStringList(std::span<const std::string_view> names);

/// The names stand in the order of the enumeration's values; values beyond them have no text form.
template <class Enum>
PolicyKnob choice(const Label& label, std::span<const std::string_view> names,
                  std::size_t readableNames, Enum ReconnectPolicy::*member)
{
    const QStringList all = toStringList(names);
    PolicyKnob knob =
        words(label, PolicyKnob::Type::Choice, toStringList(names.first(readableNames)));
    knob.write = [member, all](const ReconnectPolicy& policy) {
        return all.at(static_cast<qsizetype>(policy.*member));
    };
    knob.read = [member, choices = knob.choices](ReconnectPolicy& policy,
                                                 const QString& value) -> Expected<void, QString> {
        const auto index = indexOfWord(choices, value);
        if (!index)
            return Unexpected{index.error()};
        policy.*member = static_cast<Enum>(*index);
        return {};
    };
    return knob;
}

} // namespace redial::knob
