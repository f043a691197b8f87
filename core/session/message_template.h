// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/stream_message.h"

#include <QString>

#include <functional>
#include <optional>

namespace redial {

/// The value of a place's name; absent: the place stays as it is.
using TemplateValues = std::function<std::optional<QString>(const QString& name)>;

/// The text with its places filled: {token}, {name} and the like by `values`, {/pointer} by the
/// value there in `answered`, the message that is answered. What is put in is never looked at
/// again; in a text that begins as JSON does, it is escaped as in a JSON string. Numbers, true,
/// false and null of `answered` lose the quotes around their place, so that an id comes back as it
/// came.
QString fillTemplate(const QString& text, const TemplateValues& values,
                     const StreamMessage* answered = nullptr);

/// True if the text has a place of that name.
bool hasPlace(const QString& text, const QString& name);

} // namespace redial
