// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/log/event_log.h"

#include <QRegularExpression>
#include <QString>

namespace redial {

/// Which events are shown: those whose name, lane, source or any field contain a text, or match a
/// regular expression, without regard to case. One filter drives list, timeline and export alike. A
/// value; an empty one lets everything pass.
class EventFilter
{
public:
    EventFilter() = default;

    /// The error says where the expression goes wrong.
    static Expected<EventFilter, QString> compile(const QString& text, bool regularExpression);

    bool isEmpty() const { return text_.isEmpty(); }
    const QString& text() const { return text_; }
    bool isRegularExpression() const { return regularExpression_; }

    /// Precondition: 1 <= number <= log.size().
    bool matches(const EventLog& log, EventNumber number) const;

private:
    QString text_;
    bool regularExpression_ = false;
    QRegularExpression expression_;
};

} // namespace redial
