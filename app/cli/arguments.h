// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/verb.h"
#include "core/base/expected.h"

#include <QHash>

#include <chrono>
#include <optional>

namespace redial {

/// What a command line said, for one verb. Values are still text, except where a typed getter reads
/// them.
class ParsedArguments
{
public:
    bool isSet(const QString& option) const { return values_.contains(option); }
    /// The last value given for the option; absent if it was not given.
    std::optional<QString> value(const QString& option) const;
    /// Every value given, in order.
    QStringList values(const QString& option) const { return values_.value(option); }
    const QStringList& positional() const { return positional_; }

    /// The option as a type; `fallback` if it was not given; a sentence that names the option if it
    /// cannot be read.
    Expected<std::chrono::nanoseconds, QString> duration(const QString& option,
                                                         std::chrono::nanoseconds fallback) const;
    Expected<std::uint64_t, QString> number(const QString& option, std::uint64_t fallback,
                                            std::uint64_t most) const;

private:
    friend Expected<ParsedArguments, QString> parseArguments(const Verb&, const QStringList&);

    QHash<QString, QStringList> values_;
    QStringList positional_;
};

/// Reads the words after the verb against its option table. The error is a sentence that names the
/// word and, where one is near, the option that was meant.
Expected<ParsedArguments, QString> parseArguments(const Verb& verb, const QStringList& words);

/// Whether a value, or a verb's argument, of this name is a file or a folder.
bool namesFile(const QString& valueName);

/// The verb's --help text.
QString helpText(const Verb& verb);

/// Options that every verb takes.
const std::vector<OptionSpec>& globalOptions();

} // namespace redial
