// SPDX-License-Identifier: MIT
// What the head of a frame may say.
#include "core/wire/websocket_close.h"
#include "core/wire/websocket_reader.h"

#include <algorithm>

namespace redial {

/// Everything that the first two bytes tell: a breach is answered before its payload arrives.
bool WebSocketReader::checkHead()
{
    final_ = (head_[0] & 0x80U) != 0;
    opcode_ = head_[0] & 0x0FU;
    const bool masked = (head_[1] & 0x80U) != 0;
    if ((head_[0] & 0x30U) != 0 || ((head_[0] & 0x40U) != 0 && !inflater_)) {
        violate(close_code::protocolError,
                "a reserved bit is set although no extension was agreed on (RFC 6455 5.2)");
    } else if (masked && role_ == WebSocketRole::Client) {
        violate(close_code::protocolError, "the server masked a frame (RFC 6455 5.1)");
    } else if (!masked && role_ == WebSocketRole::Server) {
        violate(close_code::protocolError, "the client did not mask a frame (RFC 6455 5.1)");
    } else {
        return isControl() ? checkControlHead() : checkDataHead();
    }
    return false;
}

bool WebSocketReader::checkControlHead()
{
    if (opcode_ > opcode::pong)
        violate(close_code::protocolError, "the opcode is a reserved one (RFC 6455 5.2)");
    else if (!final_)
        violate(close_code::protocolError, "a control frame is fragmented (RFC 6455 5.5)");
    else if ((head_[0] & 0x40U) != 0)
        violate(close_code::protocolError,
                "a control frame is marked as compressed (RFC 7692 6.1)");
    else if ((head_[1] & 0x7FU) > 125)
        violate(close_code::protocolError,
                "a control frame is longer than 125 bytes (RFC 6455 5.5)");
    return !stopped_;
}

bool WebSocketReader::checkDataHead()
{
    const bool rsv1 = (head_[0] & 0x40U) != 0;
    if (opcode_ > opcode::binary)
        violate(close_code::protocolError, "the opcode is a reserved one (RFC 6455 5.2)");
    else if (opcode_ == opcode::continuation && messageOpcode_ == 0)
        violate(close_code::protocolError,
                "a continuation frame came without a message to continue (RFC 6455 5.4)");
    else if (opcode_ != opcode::continuation && messageOpcode_ != 0)
        violate(close_code::protocolError,
                "a new message began inside a fragmented one (RFC 6455 5.4)");
    else if (opcode_ == opcode::continuation && rsv1)
        violate(close_code::protocolError,
                "a continuation frame is marked as compressed (RFC 7692 6.1)");
    if (stopped_)
        return false;
    if (opcode_ != opcode::continuation) {
        messageOpcode_ = opcode_;
        compressed_ = rsv1;
    }
    return true;
}

bool WebSocketReader::checkLength()
{
    const unsigned shortLength = head_[1] & 0x7FU;
    const int bytes = shortLength == 126 ? 2 : shortLength == 127 ? 8 : 0;
    payloadLength_ = bytes == 0 ? shortLength : 0;
    for (int i = 0; i < bytes; ++i)
        payloadLength_ = payloadLength_ << 8 | head_[2 + static_cast<std::size_t>(i)];
    if ((payloadLength_ >> 63) != 0) {
        violate(close_code::protocolError,
                "the most significant bit of a length is set (RFC 6455 5.2)");
    } else if ((bytes == 2 && payloadLength_ < 126) || (bytes == 8 && payloadLength_ <= 0xFFFF)) {
        violate(close_code::protocolError,
                "a length is not written in the fewest bytes (RFC 6455 5.2)");
    } else if (!isControl() && payloadLength_ > frameLimit()) {
        violate(close_code::messageTooBig, "the message is longer than the limit of " +
                                               std::to_string(limits_.message) + " bytes");
    }
    return !stopped_;
}

/// The longest frame that the message being read may still have. A compressed one may be a little
/// longer than what it unfolds to (RFC 1951: what cannot be compressed grows).
std::uint64_t WebSocketReader::frameLimit() const
{
    if (!compressed_)
        return limits_.message - message_.size();
    const std::uint64_t growth = limits_.message / 8 + 64;
    return limits_.message + std::min(growth, ~limits_.message);
}

} // namespace redial
