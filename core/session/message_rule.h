// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/session/stream_message.h"

#include <QString>

#include <optional>
#include <vector>

namespace redial {

/// What a message is recognised by: its whole text, or values at JSON pointers (RFC 6901), all of
/// which must be there. A plain value. Its text form, which parse() reads and text() writes:
///   /type=auth_ok&/status=200   both values; compared as StreamMessage::textAt() gives them
///   /error                      there is such a value, whatever it is
///   pong                        the whole text
///   text:/pong                  the whole text, where it begins with a slash
/// In a value %26 stands for & and %25 for %.
class MessageRule
{
public:
    /// The error is a sentence with the remedy.
    static Expected<MessageRule, QString> parse(const QString& text);

    bool matches(const StreamMessage& message) const;
    /// All pointers have a value, and one of them is not the wanted one.
    bool contradicts(const StreamMessage& message) const;
    QString text() const;
    /// With {name} in its values replaced.
    MessageRule named(const QString& name) const;

    friend bool operator==(const MessageRule&, const MessageRule&) = default;

private:
    struct Condition
    {
        QString pointer;
        std::optional<QString> value;

        friend bool operator==(const Condition&, const Condition&) = default;
    };

    std::optional<QString> wholeText_;
    std::vector<Condition> conditions_;
};

} // namespace redial
