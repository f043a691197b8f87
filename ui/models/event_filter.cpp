// SPDX-License-Identifier: MIT
#include "ui/models/event_filter.h"

#include "ui/models/event_text.h"

namespace redial {

Expected<EventFilter, QString> EventFilter::compile(const QString& text, bool regularExpression)
{
    EventFilter filter;
    filter.text_ = text;
    filter.regularExpression_ = regularExpression;
    if (!regularExpression)
        return filter;
    filter.expression_ = QRegularExpression(text, QRegularExpression::CaseInsensitiveOption);
    if (!filter.expression_.isValid()) {
        return Unexpected{QStringLiteral("The regular expression is wrong at character %1: %2.")
                              .arg(filter.expression_.patternErrorOffset() + 1)
                              .arg(filter.expression_.errorString())};
    }
    filter.expression_.optimize();
    return filter;
}

bool EventFilter::matches(const EventLog& log, EventNumber number) const
{
    if (isEmpty())
        return true;
    const QString haystack = searchText(log, number);
    if (regularExpression_)
        return expression_.match(haystack).hasMatch();
    return haystack.contains(text_, Qt::CaseInsensitive);
}

} // namespace redial
