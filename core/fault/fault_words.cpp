// SPDX-License-Identifier: MIT
#include "core/fault/fault_words.h"

#include "core/base/duration_text.h"
#include "core/base/nearest_name.h"
#include "core/base/to_qstring.h"

#include <QLocale>

#include <algorithm>

namespace redial::words {

namespace {

using Result = Expected<void, QString>;

Expected<std::uint64_t, QString> readNumber(const QString& text, std::uint64_t lowest)
{
    bool ok = false;
    const std::uint64_t number = text.trimmed().toULongLong(&ok);
    if (!ok || number < lowest)
        return Unexpected{
            QStringLiteral("\"%1\" is not a whole number from %2 on.").arg(text).arg(lowest)};
    return number;
}

/// Puts a value where it belongs, or passes the error on.
template <class T, class Target>
Result put(Expected<T, QString> read, Target& target)
{
    if (!read)
        return Unexpected{read.error()};
    target = std::move(*read);
    return {};
}

template <class Enum>
Result putWord(std::span<const std::string_view> names, const QString& text,
               std::optional<Enum>& target)
{
    QStringList list;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (toQString(names[i]) == text.trimmed()) {
            target = static_cast<Enum>(i);
            return {};
        }
        list << toQString(names[i]);
    }
    return Unexpected{
        QStringLiteral("\"%1\" is none of %2.").arg(text, list.join(QLatin1String(", ")))};
}

Result putText(const QString& text, QString& target)
{
    if (text.isEmpty())
        return Unexpected{QStringLiteral("it is empty; write what is meant, or remove it.")};
    target = text;
    return {};
}

Expected<FaultWindow, QString> readWindow(const QString& text)
{
    const qsizetype dots = text.indexOf(QLatin1String(".."));
    const auto from = parseDuration(dots < 0 ? QStringView(text) : QStringView(text).left(dots));
    if (!from)
        return Unexpected{from.error()};
    FaultWindow window{*from, {}};
    if (dots < 0 || dots + 2 == text.size())
        return window;
    const auto to = parseDuration(QStringView(text).mid(dots + 2));
    if (!to)
        return Unexpected{to.error()};
    if (*to <= *from)
        return Unexpected{
            QStringLiteral("\"%1\" ends before it begins; write for example 10s..20s.").arg(text)};
    window.to = *to;
    return window;
}

Expected<double, QString> readProbability(const QString& text)
{
    bool ok = false;
    const double number = QLocale::c().toDouble(text.trimmed(), &ok);
    if (!ok || !(number > 0 && number <= 1))
        return Unexpected{
            QStringLiteral("\"%1\" is no probability above 0 and up to 1; write for example 0.2.")
                .arg(text)};
    return number;
}

Expected<MessageTrigger, QString> readMessage(const QString& text)
{
    const qsizetype colon = text.indexOf(QLatin1Char(':'));
    const auto range = readRange(text.left(colon));
    if (!range)
        return Unexpected{range.error()};
    MessageTrigger message{*range, {}};
    if (colon >= 0) {
        if (const auto done = putText(text.mid(colon + 1), message.matcher.action); !done)
            return Unexpected{QStringLiteral("the action behind the colon is missing, as in "
                                             "message:3:Heartbeat.")};
    }
    return message;
}

Result putArmed(const QString& value, bool& armed)
{
    if (value != QLatin1String("yes") && value != QLatin1String("no"))
        return Unexpected{QStringLiteral("\"%1\" is none of yes, no.").arg(value)};
    armed = value == QLatin1String("yes");
    return {};
}

} // namespace

QStringList triggerNames()
{
    return QStringLiteral("attempt every time message bytes delay probability")
        .split(QLatin1Char(' '));
}
QStringList matcherNames()
{
    return QStringLiteral("action text opcode direction kind").split(QLatin1Char(' '));
}
QStringList scopeNames()
{
    return QStringLiteral("path station address connection").split(QLatin1Char(' '));
}
QStringList memberNames()
{
    return QStringLiteral("direction duration times seed armed").split(QLatin1Char(' '));
}

QString notOneOf(const QString& name, const QString& what, const QStringList& names)
{
    const auto nearest = nearestName(name, names);
    return nearest
               ? QStringLiteral("\"%1\" is no %2; did you mean \"%3\"?").arg(name, what, *nearest)
               : QStringLiteral("\"%1\" is no %2; write one of %3.")
                     .arg(name, what, names.join(QLatin1String(", ")));
}

Expected<FaultRange, QString> readRange(const QString& text)
{
    const qsizetype dots = text.indexOf(QLatin1String(".."));
    const auto first = readNumber(dots < 0 ? text : text.left(dots), 1);
    const QString remedy = QStringLiteral("\"%1\" is no number and no range of numbers from 1; "
                                          "write for example 2, 2..5 or 2...")
                               .arg(text);
    if (!first)
        return Unexpected{remedy};
    if (dots < 0)
        return FaultRange{*first, *first};
    if (dots + 2 == text.size())
        return FaultRange{*first, {}};
    const auto last = readNumber(text.mid(dots + 2), 1);
    if (!last || *last < *first)
        return Unexpected{remedy};
    return FaultRange{*first, *last};
}

Result setTrigger(FaultTrigger& trigger, const QString& name, const QString& value)
{
    switch (triggerNames().indexOf(name)) {
    case 0:
        return put(readRange(value), trigger.attempts);
    case 1:
        return put(readNumber(value, 1), trigger.every);
    case 2:
        return put(readWindow(value), trigger.window);
    case 3:
        return put(readMessage(value), trigger.message);
    case 4:
        return put(readNumber(value, 1), trigger.bytes);
    case 5:
        return put(parseDuration(value), trigger.delay);
    case 6:
        return put(readProbability(value), trigger.probability);
    default:
        return Unexpected{notOneOf(name, QStringLiteral("condition"), triggerNames())};
    }
}

Result setMatcher(MessageMatcher& matcher, const QString& name, const QString& value)
{
    switch (matcherNames().indexOf(name)) {
    case 0:
        return putText(value, matcher.action);
    case 1:
        return putText(value, matcher.contains);
    case 2:
        return putWord(faultOpcodeNames(), value, matcher.opcode);
    case 3:
        return putWord(faultDirectionNames(), value, matcher.direction);
    case 4:
        return putWord(faultMessageKindNames(), value, matcher.kind);
    default:
        return Unexpected{notOneOf(name, QStringLiteral("mark of a message"), matcherNames())};
    }
}

Result setScope(FaultScope& scope, const QString& name, const QString& value)
{
    switch (scopeNames().indexOf(name)) {
    case 0:
        return putText(value, scope.path);
    case 1:
        return putText(value, scope.station);
    case 2:
        return putText(value, scope.address);
    case 3: {
        const auto number = readNumber(value, 1);
        if (!number || *number > std::numeric_limits<std::uint32_t>::max())
            return Unexpected{
                QStringLiteral("\"%1\" is no connection's number, from 1 on.").arg(value)};
        scope.connection = std::uint32_t(*number);
        return {};
    }
    default:
        return Unexpected{notOneOf(name, QStringLiteral("scope"), scopeNames())};
    }
}

Result setMember(PlannedFault& fault, const QString& name, const QString& value)
{
    switch (memberNames().indexOf(name)) {
    case 0:
        return putWord(faultDirectionNames(), value, fault.direction);
    case 1: {
        const auto duration = parseDuration(value);
        if (duration && duration->count() == 0)
            return Unexpected{QStringLiteral("a fault cannot hold for no time; write for "
                                             "example 10s, or leave it out.")};
        return put(duration, fault.duration);
    }
    case 2:
        return put(readNumber(value, 1), fault.times);
    case 3:
        return put(readNumber(value, 0), fault.seed);
    case 4:
        return putArmed(value, fault.armed);
    default:
        return Unexpected{notOneOf(name, QStringLiteral("member of a fault"), memberNames())};
    }
}

} // namespace redial::words
