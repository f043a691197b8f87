// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_plan.h"

#include <utility>

/// The words of a plan, shared by its text and its JSON form: one setter for each group of words.
namespace redial::words {

/// A word and its value as text, in the order in which they are written.
using Pairs = std::vector<std::pair<QString, QString>>;

QStringList triggerNames(); ///< attempt, every, time, message, bytes, delay, probability
QStringList matcherNames(); ///< action, text, opcode, direction, kind
QStringList scopeNames();   ///< path, station, address, connection
QStringList memberNames();  ///< direction, duration, times, seed, armed

/// Each sets one member. The error is a sentence that names the value and the remedy; a name that
/// is none of the group is an error as well.
Expected<void, QString> setTrigger(FaultTrigger& trigger, const QString& name,
                                   const QString& value);
Expected<void, QString> setMatcher(MessageMatcher& matcher, const QString& name,
                                   const QString& value);
Expected<void, QString> setScope(FaultScope& scope, const QString& name, const QString& value);
Expected<void, QString> setMember(PlannedFault& fault, const QString& name, const QString& value);
/// "2", "2..5", "2..".
Expected<FaultRange, QString> readRange(const QString& text);

/// Without the message.
Pairs pairsOf(const FaultTrigger& trigger);
Pairs pairsOf(const MessageMatcher& matcher);
Pairs pairsOf(const FaultScope& scope);
Pairs membersOf(const PlannedFault& fault);
QString textOf(const FaultRange& range);

/// "is no condition; did you mean …?"
QString notOneOf(const QString& name, const QString& what, const QStringList& names);

} // namespace redial::words
