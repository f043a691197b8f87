// SPDX-License-Identifier: MIT
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_plan_reader.h"
#include "core/fault/fault_words.h"

#include <QFile>

namespace redial {

namespace {

using Result = Expected<void, QString>;

constexpr qsizetype mostCharacters = 64 * 1024;

/// Words between blanks; a part in double quotes holds blanks, and there \ takes the next character
/// as it is.
Expected<QStringList, QString> split(const QString& text)
{
    QStringList words;
    QString word;
    bool isInWord = false;
    bool isQuoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (isQuoted && c == QLatin1Char('\\') && i + 1 < text.size()) {
            word += text.at(++i);
        } else if (c == QLatin1Char('"')) {
            isQuoted = !isQuoted;
            isInWord = true;
        } else if (!isQuoted && c.isSpace()) {
            if (isInWord)
                words << word;
            word.clear();
            isInWord = false;
        } else {
            word += c;
            isInWord = true;
        }
    }
    if (isQuoted)
        return Unexpected{QStringLiteral("a closing quote (\") is missing.")};
    if (isInWord)
        words << word;
    return words;
}

/// Reads "name:value" and hands it on.
template <class Set>
Result pair(const QString& key, const QString& text, const QStringList& names, Set set)
{
    const qsizetype colon = text.indexOf(QLatin1Char(':'));
    if (colon < 0)
        return Unexpected{QStringLiteral("\"%1\" has no colon; write %2=NAME:VALUE with one of %3.")
                              .arg(text, key, names.join(QLatin1String(", ")))};
    return set(text.left(colon), text.mid(colon + 1));
}

Result setWhen(PlannedFault& planned, const QString& name, const QString& value)
{
    // match= may stand before when=message: and is kept.
    const MessageMatcher earlier =
        planned.when.message ? planned.when.message->matcher : MessageMatcher();
    const auto done = words::setTrigger(planned.when, name, value);
    if (done && name == QLatin1String("message")) {
        MessageMatcher& matcher = planned.when.message->matcher;
        const QString action = matcher.action;
        matcher = earlier;
        if (!action.isEmpty())
            matcher.action = action;
    }
    return done;
}

Result setMatch(PlannedFault& planned, const QString& name, const QString& value)
{
    if (!planned.when.message)
        planned.when.message.emplace();
    return words::setMatcher(planned.when.message->matcher, name, value);
}

Result setWord(PlannedFault& planned, const QString& key, const QString& value)
{
    using Set = Result (*)(PlannedFault&, const QString&, const QString&);
    const auto handOn = [&](Set set) {
        return [&planned, set](const QString& name, const QString& text) {
            return set(planned, name, text);
        };
    };
    if (key == QLatin1String("when"))
        return pair(key, value, words::triggerNames(), handOn(setWhen));
    if (key == QLatin1String("match"))
        return pair(key, value, words::matcherNames(), handOn(setMatch));
    if (key == QLatin1String("scope"))
        return pair(key, value, words::scopeNames(),
                    handOn([](PlannedFault& fault, const QString& name, const QString& text) {
                        return words::setScope(fault.scope, name, text);
                    }));
    if (key == QLatin1String("for"))
        return words::setMember(planned, QStringLiteral("duration"), value);
    if (key != QLatin1String("duration") && words::memberNames().contains(key))
        return words::setMember(planned, key, value);
    return planned.fault.set(key, value);
}

} // namespace

Expected<PlannedFault, QString> parsePlannedFault(const QString& text)
{
    if (text.size() > mostCharacters)
        return Unexpected{
            QStringLiteral("the fault has more than %1 characters.").arg(mostCharacters)};
    const auto parts = split(text);
    if (!parts)
        return Unexpected{parts.error()};
    if (parts->isEmpty())
        return Unexpected{
            QStringLiteral("the fault is missing; write its id, for example \"W4 code=1006\".")};
    const FaultDefinition* definition = findFault(parts->first());
    if (definition == nullptr)
        return Unexpected{unknownFaultSentence(parts->first())};
    PlannedFault planned{Fault(*definition)};
    QStringList errors;
    for (const QString& word : parts->mid(1)) {
        const qsizetype equals = word.indexOf(QLatin1Char('='));
        const QString key = word.left(equals);
        if (equals < 1)
            errors << QStringLiteral("\"%1\" is not NAME=VALUE.").arg(word);
        else if (const auto done = setWord(planned, key, word.mid(equals + 1)); !done)
            errors << QStringLiteral("%1: %2").arg(key, done.error());
    }
    if (errors.isEmpty())
        errors = planned.impossibilities();
    if (!errors.isEmpty())
        return Unexpected{errors.join(QLatin1Char(' '))};
    return planned;
}

Expected<FaultPlan, QString> readFaultOptions(const QStringList& texts, const QString& file)
{
    FaultPlan plan;
    QStringList errors;
    if (!file.isEmpty()) {
        QFile source(file);
        if (!source.open(QIODevice::ReadOnly))
            return Unexpected{
                QStringLiteral("--faults: %1 cannot be read: %2.").arg(file, source.errorString())};
        auto read = readFaultPlan(source.readAll());
        if (read)
            plan = std::move(*read);
        else
            for (const FaultPlanError& error : read.error())
                errors << QStringLiteral("--faults: %1: %2%3")
                              .arg(file,
                                   error.path.isEmpty() ? QString()
                                                        : error.path + QLatin1String(": "),
                                   error.sentence);
    }
    for (const QString& text : texts) {
        auto planned = parsePlannedFault(text);
        if (planned)
            plan.faults.push_back(std::move(*planned));
        else
            errors << QStringLiteral("--fault \"%1\": %2").arg(text, planned.error());
    }
    if (errors.isEmpty()) {
        for (const FaultPlanError& error : plan.contradictions())
            errors << QStringLiteral("--fault: %1").arg(error.sentence);
    }
    if (!errors.isEmpty())
        return Unexpected{errors.join(QLatin1Char('\n'))};
    return plan;
}

} // namespace redial
