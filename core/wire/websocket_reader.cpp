// SPDX-License-Identifier: MIT
#include "core/wire/websocket_reader.h"

#include "core/wire/websocket_close.h"

#include <algorithm>
#include <cstring>

namespace redial {

namespace {

std::string_view asText(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

WebSocketReader::WebSocketReader(WebSocketRole role, WebSocketLimits limits)
    : role_(role), limits_(limits)
{
}

void WebSocketReader::feed(std::span<const std::byte> bytes)
{
    if (unread_.empty())
        read(bytes);
    if (stopped_ || bytes.empty())
        return;
    unread_.erase(0, std::exchange(unreadFrom_, 0));
    unread_.append(asText(bytes));
}

std::optional<WebSocketEvent> WebSocketReader::next()
{
    if (events_.empty() && !unread_.empty())
        readUnread();
    if (events_.empty())
        return std::nullopt;
    WebSocketEvent event = std::move(events_.front());
    events_.pop_front();
    eventBytes_ -= sizeof event + event.payload.size();
    return event;
}

void WebSocketReader::readUnread()
{
    auto rest = std::as_bytes(std::span(unread_)).subspan(unreadFrom_);
    read(rest);
    unreadFrom_ = unread_.size() - rest.size();
    if (stopped_ || rest.empty()) {
        unread_ = {};
        unreadFrom_ = 0;
    }
}

/// Reads until the bytes end, the connection does, or events worth the message limit wait.
void WebSocketReader::read(std::span<const std::byte>& bytes)
{
    while (!stopped_ && eventBytes_ <= limits_.message) {
        if (!inPayload_ && !readHead(bytes))
            return;
        if (stopped_)
            return;
        readPayload(bytes);
        if (stopped_ || payloadLeft_ > 0)
            return;
        finishFrame();
    }
}

/// True once the whole head is there and allowed, or a violation was found.
bool WebSocketReader::readHead(std::span<const std::byte>& bytes)
{
    for (;;) {
        const std::size_t taken = std::min(headNeeded_ - headSize_, bytes.size());
        if (taken > 0)
            std::memcpy(head_.data() + headSize_, bytes.data(), taken);
        headSize_ += taken;
        bytes = bytes.subspan(taken);
        if (headSize_ < headNeeded_)
            return false;
        if (headNeeded_ > 2)
            break;
        if (!checkHead())
            return true;
        const unsigned shortLength = head_[1] & 0x7FU;
        headNeeded_ += (shortLength == 126   ? 2U
                        : shortLength == 127 ? 8U
                                             : 0U) +
                       ((head_[1] & 0x80U) != 0 ? 4U : 0U);
        if (headNeeded_ == 2)
            break;
    }
    if (!checkLength())
        return true;
    if ((head_[1] & 0x80U) != 0)
        std::memcpy(mask_.data(), head_.data() + headSize_ - mask_.size(), mask_.size());
    payloadLeft_ = payloadLength_;
    inPayload_ = true;
    return true;
}

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

void WebSocketReader::readPayload(std::span<const std::byte>& bytes)
{
    const auto taken =
        static_cast<std::size_t>(std::min<std::uint64_t>(payloadLeft_, bytes.size()));
    if (taken == 0)
        return;
    const std::uint64_t offset = payloadLength_ - payloadLeft_;
    const auto piece = bytes.first(taken);
    bytes = bytes.subspan(taken);
    payloadLeft_ -= taken;
    if (isControl())
        return appendPlain(control_, piece, offset);
    if (compressed_)
        return appendCompressed(piece, offset);
    appendPlain(message_, piece, offset);
    validateText();
}

void WebSocketReader::appendPlain(std::string& target, std::span<const std::byte> bytes,
                                  std::uint64_t offset)
{
    const std::size_t start = target.size();
    target.append(asText(bytes));
    if (role_ == WebSocketRole::Server)
        applyMask(std::as_writable_bytes(std::span(target).subspan(start)), mask_, offset);
}

void WebSocketReader::appendCompressed(std::span<const std::byte> bytes, std::uint64_t offset)
{
    std::string unmasked;
    appendPlain(unmasked, bytes, offset);
    acceptInflated(inflater_->feed(unmasked, message_, limits_.message));
}

/// What was unfolded is judged first, so that the outcome does not depend on the pieces it came in.
bool WebSocketReader::acceptInflated(MessageInflater::Result result)
{
    if (!validateText())
        return false;
    if (result == MessageInflater::Result::Corrupt)
        violate(close_code::invalidPayload,
                "a compressed message cannot be decompressed (RFC 7692)");
    else if (result == MessageInflater::Result::TooLarge)
        violate(close_code::messageTooBig, "a message is longer than the limit of " +
                                               std::to_string(limits_.message) +
                                               " bytes when decompressed");
    return !stopped_;
}

bool WebSocketReader::validateText()
{
    if (messageOpcode_ != opcode::text)
        return true;
    const bool valid = utf8_.feed(std::string_view(message_).substr(validated_));
    validated_ = message_.size();
    if (!valid)
        violate(close_code::invalidPayload, "a text message is not UTF-8 (RFC 6455 8.1)");
    return valid;
}

void WebSocketReader::finishFrame()
{
    headSize_ = 0;
    headNeeded_ = 2;
    inPayload_ = false;
    if (isControl())
        finishControl();
    else if (final_)
        finishMessage();
}

void WebSocketReader::finishMessage()
{
    if (compressed_ && !acceptInflated(inflater_->finishMessage(message_, limits_.message)))
        return;
    const bool text = messageOpcode_ == opcode::text;
    if (text && !utf8_.atBoundary())
        return violate(close_code::invalidPayload,
                       "a text message ends inside a UTF-8 code point (RFC 6455 8.1)");
    deliver(
        {text ? WebSocketEvent::Kind::Text : WebSocketEvent::Kind::Binary, 0, std::move(message_)});
    message_ = {};
    messageOpcode_ = 0;
    compressed_ = false;
    validated_ = 0;
    utf8_.reset();
}

void WebSocketReader::finishControl()
{
    if (opcode_ == opcode::close)
        return finishClose();
    const auto kind =
        opcode_ == opcode::ping ? WebSocketEvent::Kind::Ping : WebSocketEvent::Kind::Pong;
    deliver({kind, 0, std::exchange(control_, {})});
}

void WebSocketReader::finishClose()
{
    if (control_.size() == 1)
        return violate(close_code::protocolError,
                       "a Close frame has a payload of one byte (RFC 6455 5.5.1)");
    std::uint16_t code = close_code::noStatus;
    if (control_.size() >= 2) {
        code = static_cast<std::uint16_t>(static_cast<unsigned char>(control_[0]) << 8 |
                                          static_cast<unsigned char>(control_[1]));
        if (!mayBeSent(code))
            return violate(close_code::protocolError, "the close code " + std::to_string(code) +
                                                          " must not be sent (RFC 6455 7.4)");
        control_.erase(0, 2);
        if (!isUtf8(control_))
            return violate(close_code::invalidPayload,
                           "the reason of a Close frame is not UTF-8 (RFC 6455 5.5.1)");
    }
    stopped_ = true;
    deliver({WebSocketEvent::Kind::Close, code, std::exchange(control_, {})});
}

void WebSocketReader::deliver(WebSocketEvent event)
{
    eventBytes_ += sizeof event + event.payload.size();
    events_.push_back(std::move(event));
}

void WebSocketReader::violate(std::uint16_t code, std::string sentence)
{
    stopped_ = true;
    message_ = {};
    control_ = {};
    deliver({WebSocketEvent::Kind::Violation, code, std::move(sentence)});
}

} // namespace redial
