// SPDX-License-Identifier: MIT
#include "core/fault/fault_plan.h"

#include "core/base/duration_text.h"
#include "core/base/to_qstring.h"
#include "core/fault/fault_words.h"

#include <QJsonArray>
#include <QLocale>

namespace redial {

namespace words {

namespace {

QString number(std::uint64_t value)
{
    return QString::number(value);
}

template <class T, class Write>
void append(Pairs& pairs, const char* name, const std::optional<T>& value, Write write)
{
    if (value)
        pairs.emplace_back(QString::fromLatin1(name), write(*value));
}

void append(Pairs& pairs, const char* name, const QString& value)
{
    if (!value.isEmpty())
        pairs.emplace_back(QString::fromLatin1(name), value);
}

QString textOfWindow(const FaultWindow& window)
{
    return exactDuration(window.from) + QLatin1String("..") +
           (window.to ? exactDuration(*window.to) : QString());
}

QString textOfProbability(double value)
{
    return QLocale::c().toString(value, 'g', QLocale::FloatingPointShortest);
}

} // namespace

QString textOf(const FaultRange& range)
{
    if (range.last == range.first)
        return number(range.first);
    return number(range.first) + QLatin1String("..") +
           (range.last ? number(*range.last) : QString());
}

Pairs pairsOf(const FaultTrigger& trigger)
{
    Pairs pairs;
    append(pairs, "attempt", trigger.attempts, textOf);
    append(pairs, "every", trigger.every, number);
    append(pairs, "time", trigger.window, textOfWindow);
    append(pairs, "bytes", trigger.bytes, number);
    append(pairs, "delay", trigger.delay, exactDuration);
    append(pairs, "probability", trigger.probability, textOfProbability);
    return pairs;
}

Pairs pairsOf(const MessageMatcher& matcher)
{
    const auto name = [](auto value) { return toQString(nameOf(value)); };
    Pairs pairs;
    append(pairs, "action", matcher.action);
    append(pairs, "text", matcher.contains);
    append(pairs, "opcode", matcher.opcode, name);
    append(pairs, "direction", matcher.direction, name);
    append(pairs, "kind", matcher.kind, name);
    return pairs;
}

Pairs pairsOf(const FaultScope& scope)
{
    Pairs pairs;
    append(pairs, "path", scope.path);
    append(pairs, "station", scope.station);
    append(pairs, "address", scope.address);
    append(pairs, "connection", scope.connection, number);
    return pairs;
}

Pairs membersOf(const PlannedFault& fault)
{
    Pairs pairs;
    append(pairs, "direction", fault.direction,
           [](FaultDirection value) { return toQString(nameOf(value)); });
    append(pairs, "duration", fault.duration, exactDuration);
    append(pairs, "times", fault.times, number);
    if (fault.seed != 1)
        append(pairs, "seed", std::optional(fault.seed), number);
    if (!fault.armed)
        append(pairs, "armed", QStringLiteral("no"));
    return pairs;
}

} // namespace words

namespace {

QJsonObject objectOf(const words::Pairs& pairs)
{
    QJsonObject object;
    for (const auto& [name, value] : pairs)
        object.insert(name, value);
    return object;
}

QJsonObject messageToJson(const MessageTrigger& message)
{
    QJsonObject object = objectOf(words::pairsOf(message.matcher));
    object.insert(QStringLiteral("number"), words::textOf(message.numbers));
    return object;
}

void insertIfAny(QJsonObject& object, const char* name, const QJsonObject& member)
{
    if (!member.isEmpty())
        object.insert(QLatin1String(name), member);
}

} // namespace

FaultTrigger PlannedFault::effectiveWhen() const
{
    FaultTrigger trigger = when;
    if (fault.definition().stage != FaultStage::Open)
        return trigger;
    if (fault.definition().parameter("after_messages") != nullptr && !trigger.message) {
        if (const auto count = std::uint64_t(fault.number("after_messages")); count > 0)
            trigger.message = MessageTrigger{FaultRange{count, count}, {}};
    }
    if (fault.definition().parameter("after") != nullptr && !trigger.delay) {
        if (const auto after = fault.duration("after"); after.count() > 0)
            trigger.delay = after;
    }
    return trigger;
}

QString PlannedFault::toText() const
{
    QStringList parts{fault.toText()};
    const auto add = [&parts](const QString& name, const QString& value) {
        parts << name + QLatin1Char('=') + quotedIfNeeded(value);
    };
    for (const auto& [name, value] : words::pairsOf(when))
        add(QStringLiteral("when"), name + QLatin1Char(':') + value);
    if (when.message) {
        add(QStringLiteral("when"),
            QStringLiteral("message:") + words::textOf(when.message->numbers));
        for (const auto& [name, value] : words::pairsOf(when.message->matcher))
            add(QStringLiteral("match"), name + QLatin1Char(':') + value);
    }
    for (const auto& [name, value] : words::pairsOf(scope))
        add(QStringLiteral("scope"), name + QLatin1Char(':') + value);
    for (const auto& [name, value] : words::membersOf(*this))
        add(name == QLatin1String("duration") ? QStringLiteral("for") : name, value);
    return parts.join(QLatin1Char(' '));
}

QJsonObject PlannedFault::toJson() const
{
    QJsonObject object = objectOf(words::membersOf(*this));
    if (object.contains(QLatin1String("armed")))
        object.insert(QStringLiteral("armed"), false);
    object.insert(QStringLiteral("fault"), toQString(fault.id()));
    insertIfAny(object, "parameters", fault.parametersToJson());
    QJsonObject trigger = objectOf(words::pairsOf(when));
    if (when.message)
        trigger.insert(QStringLiteral("message"), messageToJson(*when.message));
    insertIfAny(object, "when", trigger);
    insertIfAny(object, "scope", objectOf(words::pairsOf(scope)));
    return object;
}

QJsonObject FaultPlan::toJson() const
{
    QJsonArray entries;
    for (const PlannedFault& planned : faults)
        entries.append(planned.toJson());
    return {{QStringLiteral("order"),
             order == Order::Parallel ? QStringLiteral("parallel") : QStringLiteral("sequence")},
            {QStringLiteral("faults"), entries}};
}

} // namespace redial
