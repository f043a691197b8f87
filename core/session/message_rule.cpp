// SPDX-License-Identifier: MIT
#include "core/session/message_rule.h"

#include "core/base/json_pointer.h"

#include <QStringList>

#include <algorithm>

namespace redial {

namespace {

const QString textMark = QStringLiteral("text:");

QString decoded(QString value)
{
    return value.replace(QLatin1String("%26"), QLatin1String("&"))
        .replace(QLatin1String("%25"), QLatin1String("%"));
}

QString encoded(QString value)
{
    return value.replace(QLatin1Char('%'), QLatin1String("%25"))
        .replace(QLatin1Char('&'), QLatin1String("%26"));
}

} // namespace

Expected<MessageRule, QString> MessageRule::parse(const QString& text)
{
    MessageRule rule;
    if (text.isEmpty())
        return Unexpected{QStringLiteral("is empty; write for example /type=ok, or the whole text "
                                         "of the message.")};
    if (!text.startsWith(QLatin1Char('/'))) {
        rule.wholeText_ = text.startsWith(textMark) ? text.mid(textMark.size()) : text;
        return rule;
    }
    for (const QString& part : text.split(QLatin1Char('&'))) {
        const qsizetype equals = part.indexOf(QLatin1Char('='));
        const QString pointer = equals < 0 ? part : part.left(equals);
        if (pointer.isEmpty() || !isJsonPointer(pointer))
            return Unexpected{QStringLiteral("\"%1\" is no JSON pointer with a value; write for "
                                             "example /type=ok&/channel=trades.")
                                  .arg(part)};
        rule.conditions_.push_back(
            {pointer, equals < 0 ? std::optional<QString>() : decoded(part.mid(equals + 1))});
    }
    return rule;
}

bool MessageRule::matches(const StreamMessage& message) const
{
    if (wholeText_)
        return message.text() == *wholeText_;
    return std::all_of(conditions_.begin(), conditions_.end(), [&](const Condition& condition) {
        if (!condition.value)
            return !message.at(condition.pointer).isUndefined();
        return message.textAt(condition.pointer) == condition.value;
    });
}

bool MessageRule::contradicts(const StreamMessage& message) const
{
    if (wholeText_)
        return false;
    const bool hasAll =
        std::all_of(conditions_.begin(), conditions_.end(), [&](const Condition& condition) {
            return !message.at(condition.pointer).isUndefined();
        });
    return hasAll && !matches(message);
}

QString MessageRule::text() const
{
    if (wholeText_) {
        const bool needsMark =
            wholeText_->startsWith(QLatin1Char('/')) || wholeText_->startsWith(textMark);
        return needsMark || wholeText_->isEmpty() ? textMark + *wholeText_ : *wholeText_;
    }
    QStringList parts;
    for (const Condition& condition : conditions_)
        parts << (condition.value ? condition.pointer + QLatin1Char('=') + encoded(*condition.value)
                                  : condition.pointer);
    return parts.join(QLatin1Char('&'));
}

MessageRule MessageRule::named(const QString& name) const
{
    MessageRule rule = *this;
    for (Condition& condition : rule.conditions_) {
        if (condition.value)
            condition.value->replace(QLatin1String("{name}"), name);
    }
    if (rule.wholeText_)
        rule.wholeText_->replace(QLatin1String("{name}"), name);
    return rule;
}

} // namespace redial
