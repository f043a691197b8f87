// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/stream_message.h"
#include "core/verdict/run_view.h"

#include <optional>

namespace redial {

/// The sequence number of a delivery.
std::optional<std::uint64_t> sequenceOf(const RunView& run, EventNumber number);

/// What the log kept of a message; absent if it was cut or is not text.
std::optional<StreamMessage> messageOf(const RunView& run, EventNumber number);

} // namespace redial
