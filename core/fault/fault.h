// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_definition.h"

#include <QJsonObject>

namespace redial {

/// A fault of the catalogue with a value for each of its parameters: always valid. A plain value;
/// the definition lives as long as the program.
class Fault
{
public:
    /// With every default. Precondition: an entry of faultCatalogue().
    explicit Fault(const FaultDefinition& definition);

    const FaultDefinition& definition() const { return *definition_; }
    std::string_view id() const { return definition_->id; }

    /// The value of a parameter. Precondition: it is one of the definition's, of that type.
    std::chrono::nanoseconds duration(std::string_view parameter) const;
    std::int64_t number(std::string_view parameter) const; ///< Bytes, Count, Code
    double probability(std::string_view parameter) const;
    QString text(std::string_view parameter) const; ///< Text, Choice
    bool isOn(std::string_view parameter) const;    ///< Switch

    /// Sets one parameter from text. The error is a sentence that names the fault, the parameter,
    /// the value and the remedy, and leaves the fault as it was.
    Expected<void, QString> set(const QString& parameter, const QString& value);
    /// As set() takes it. Precondition: it is one of the definition's.
    QString valueText(std::string_view parameter) const;

    /// "W4 code=1006 shape=empty": the id and the parameters that differ from their defaults.
    QString toText() const;
    /// Those parameters as members; numbers and switches as such, durations as text.
    QJsonObject parametersToJson() const;

    friend bool operator==(const Fault&, const Fault&) = default;

private:
    const FaultParameter::Value& value(std::string_view parameter) const;

    const FaultDefinition* definition_;
    std::vector<FaultParameter::Value> values_; ///< in the order of the definition's parameters
};

/// As a number with the unit that the field's JSON has, "yes" as true: what a JSON reader hands to
/// set(). Absent for objects, arrays and null.
std::optional<QString> faultValueText(const QJsonValue& value);

/// A text in the form of the command line: quoted if it is empty or holds a blank or a quote.
QString quotedIfNeeded(const QString& text);

} // namespace redial
