// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"

#include <QString>

#include <optional>
#include <vector>

namespace redial {

/// One part of a payload that was taken apart: a frame, a container, a value.
struct PayloadNode
{
    QString name;
    QString type;
    QString value;
    std::vector<PayloadNode> children;

    friend bool operator==(const PayloadNode&, const PayloadNode&) = default;
};

/// Parts that are shown of one payload; what is beyond is counted.
inline constexpr int mostPayloadNodes = 2'000;

/// The payload of an event, if it is in a form of docs/msgi.md: MSGI frames, a CONTROL payload, or
/// a container as bytes, JSON or older text. Absent for every other payload. What looks like one
/// and breaks its rules has a part of type "error" that says where. Costs by what is shown and the
/// 64 KiB that a log keeps.
std::optional<PayloadNode> payloadTreeOf(const EventLog& log, EventNumber event);

/// The same for bytes; `frameType` is the name of the MSGI frame that they came in, or empty.
std::optional<PayloadNode> payloadTreeOf(std::string_view bytes, std::string_view frameType);

/// As indented lines, for the clipboard and for what reads aloud.
QString payloadTreeText(const PayloadNode& node);

} // namespace redial
