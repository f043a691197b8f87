// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonValue>
#include <QString>

#include <cstdint>
#include <optional>

namespace redial {

/// One text message of a stream, read as JSON at most once and only if somebody asks. Any text is
/// taken; what is no JSON, or too long to be read as such, has no values.
class StreamMessage
{
public:
    /// Characters beyond which a message is not read as JSON.
    static constexpr qsizetype longestJson = 4 * 1024 * 1024;

    explicit StreamMessage(QString text) : text_(std::move(text)) {}

    const QString& text() const { return text_; }
    /// Undefined if there is no such value.
    QJsonValue at(const QString& pointer) const;
    /// The value in the form that rules compare: text as it is, numbers, true, false and null as
    /// JSON writes them. Absent for objects, arrays, and where there is none.
    std::optional<QString> textAt(const QString& pointer) const;
    /// A whole number of at least 0 and below 2^53, as a number or as digits in text.
    std::optional<std::uint64_t> numberAt(const QString& pointer) const;

private:
    QString text_;
    mutable std::optional<QJsonValue> json_;
};

} // namespace redial
