// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/permessage_deflate.h"
#include "core/wire/websocket_frame.h"

#include <QByteArray>

#include <functional>

namespace redial {

/// Turns what a client sends into frames: one frame a message, each masked with a key that the peer
/// cannot foresee (RFC 6455 10.3), compressed if that was agreed.
class WebSocketSender
{
public:
    /// Where the masking keys come from; by default the system's secure generator.
    using KeySource = std::function<MaskingKey()>;

    explicit WebSocketSender(KeySource keys = {});

    void enableDeflate(MessageDeflater deflater) { deflater_.emplace(std::move(deflater)); }

    QByteArray message(std::uint8_t opcode, std::string_view payload);
    /// Precondition: at most 125 bytes.
    QByteArray control(std::uint8_t opcode, std::string_view payload);

private:
    QByteArray frame(FrameHead head, std::string_view payload);

    KeySource keys_;
    std::optional<MessageDeflater> deflater_;
};

} // namespace redial
