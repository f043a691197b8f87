// SPDX-License-Identifier: MIT
#include "core/transport/websocket_sender.h"

#include <QRandomGenerator>

#include <bit>
#include <utility>

namespace redial {

namespace {

MaskingKey secureMaskingKey()
{
    return std::bit_cast<MaskingKey>(QRandomGenerator::system()->generate());
}

} // namespace

WebSocketSender::WebSocketSender(KeySource keys) : keys_(keys ? std::move(keys) : secureMaskingKey)
{
}

QByteArray WebSocketSender::message(std::uint8_t code, std::string_view payload)
{
    FrameHead head;
    head.opcode = code;
    if (!deflater_)
        return frame(head, payload);
    head.rsv1 = true;
    return frame(head, deflater_->deflate(payload));
}

QByteArray WebSocketSender::control(std::uint8_t code, std::string_view payload)
{
    FrameHead head;
    head.opcode = code;
    return frame(head, payload);
}

QByteArray WebSocketSender::frame(FrameHead head, std::string_view payload)
{
    head.mask = keys_();
    std::string bytes;
    appendFrame(bytes, head, payload);
    return QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

} // namespace redial
