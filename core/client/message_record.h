// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_recorder.h"

#include <QByteArray>

#include <optional>

namespace redial {

/// Bytes of a message that the log keeps; its whole size is always recorded.
inline constexpr qsizetype recordedPayload = 64 * 1024;

/// Records message_in or message_out with size and payload: secrets masked, binary as base64, cut
/// at recordedPayload. `more` is one more field; `size` that on the wire, where a secret was taken
/// out of `payload` already.
void recordMessage(const EventRecorder& recorder, EventKind kind, const QByteArray& payload,
                   bool binary, const std::optional<Field>& more = std::nullopt,
                   std::optional<qsizetype> size = std::nullopt);

} // namespace redial
