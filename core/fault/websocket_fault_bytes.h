// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault.h"
#include "core/wire/websocket_mask.h"

#include <optional>
#include <string>

namespace redial {

/// What is sent to commit a fault of WebSocket level.
struct WebSocketFaultBytes
{
    std::string bytes;
    /// What the bytes leave behind: the connection goes on, a Close frame was sent, or the stream
    /// has to end (FIN) after them.
    enum class After : std::uint8_t { GoesOn, CloseSent, EndOfStream } after = After::GoesOn;
    /// For the log, without a full stop.
    std::string detail;
};

/// The bytes of W1 to W4, W7 to W18, W21, W25 and W26: unmasked, as a server's, or masked with
/// `mask`, as a client's (W11: the other way round). Empty for other faults. W17's and W21's sizes
/// are those asked for, so bound them before.
WebSocketFaultBytes webSocketFaultBytes(const Fault& fault, std::optional<MaskingKey> mask = {});

} // namespace redial
