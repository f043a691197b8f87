// SPDX-License-Identifier: MIT
// Bytes become frames, and frames events. What a frame's head may say is in
// websocket_reader_rules.cpp.
#include "core/wire/websocket_reader.h"

#include "core/wire/big_endian.h"
#include "core/wire/websocket_close.h"

#include <algorithm>
#include <cstring>

namespace redial {

namespace {

std::string_view asText(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// FIN in a head's first byte, MASK in its second.
constexpr unsigned highBit = 0x80;

struct FrameSizes
{
    std::size_t head = 0; ///< without the mask; 0: not written in the fewest bytes, or over 64 KB
    std::size_t payload = 0;
};

/// Precondition: four bytes at least.
FrameSizes sizesOf(std::span<const std::byte> frame)
{
    const std::size_t shortLength = std::to_integer<unsigned>(frame[1]) & ~highBit;
    if (shortLength < 126)
        return {2, shortLength};
    const std::size_t length = readBigEndian<std::uint16_t>(asText(frame).data() + 2);
    return {shortLength == 126 && length >= 126 ? 4U : 0U, length};
}

/// Empties it and gives its memory back.
void release(std::string& text)
{
    std::string().swap(text);
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

void WebSocketReader::lend(std::string_view bytes)
{
    keepLent();
    if (hasEvents() || !unread_.empty())
        return feed(bytes);
    lent_ = std::as_bytes(std::span(bytes));
}

void WebSocketReader::keepLent()
{
    unread_.append(asText(std::exchange(lent_, {})));
}

std::optional<WebSocketEvent> WebSocketReader::next()
{
    WebSocketEvent event;
    return next(event) ? std::optional(std::move(event)) : std::nullopt;
}

bool WebSocketReader::next(WebSocketEvent& event)
{
    if (!hasEvents() && !unread_.empty())
        readUnread();
    return hasEvents() ? takeWaiting(event) : readWhole(event) || readLent(event);
}

bool WebSocketReader::takeWaiting(WebSocketEvent& event)
{
    event = std::move(events_[eventsFrom_++]);
    eventBytes_ -= sizeof event + event.payload.size();
    if (!hasEvents()) {
        std::vector<WebSocketEvent>().swap(events_);
        eventsFrom_ = 0;
    }
    return true;
}

/// A message in one frame that lies whole in the bytes lent, as most do. Whatever is not just that,
/// right or wrong, is left to readLent().
bool WebSocketReader::readWhole(WebSocketEvent& event)
{
    if (stopped_ || isInsideMessage() || lent_.size() < head_.size())
        return false;
    const bool isMasked = role_ == WebSocketRole::Server;
    const auto first = std::to_integer<unsigned>(lent_[0]);
    const bool isText = first == (highBit | opcode::text);
    if ((!isText && first != (highBit | opcode::binary)) ||
        ((std::to_integer<unsigned>(lent_[1]) & highBit) != 0) != isMasked)
        return false;
    const auto [size, length] = sizesOf(lent_);
    const std::size_t head = size + (isMasked ? mask_.size() : 0);
    if (size == 0 || length > limits_.message || lent_.size() - head < length)
        return false;
    event.payload.assign(asText(lent_.subspan(head, length)));
    if (isMasked) {
        std::memcpy(mask_.data(), lent_.data() + size, mask_.size());
        applyMask(std::as_writable_bytes(std::span(event.payload)), mask_);
    }
    if (isText && !isUtf8(event.payload))
        return false;
    event.kind = isText ? WebSocketEvent::Kind::Text : WebSocketEvent::Kind::Binary;
    event.code = 0;
    lent_ = lent_.subspan(head + length);
    return true;
}

bool WebSocketReader::readLent(WebSocketEvent& event)
{
    if (messageOpcode_ == 0 && message_.capacity() < event.payload.capacity()) {
        event.payload.clear();
        message_.swap(event.payload);
    }
    target_ = &event;
    while (!stopped_ && target_ && readFrame(lent_)) {
    }
    const bool found = std::exchange(target_, nullptr) == nullptr;
    if (!found && messageOpcode_ == 0) {
        // An idle connection holds nothing.
        if (message_.capacity() > event.payload.capacity())
            event.payload.swap(message_);
        release(message_);
    }
    if (stopped_)
        lent_ = {};
    return found;
}

void WebSocketReader::readUnread()
{
    auto rest = std::as_bytes(std::span(unread_)).subspan(unreadFrom_);
    read(rest);
    unreadFrom_ = unread_.size() - rest.size();
    if (stopped_ || rest.empty()) {
        release(unread_);
        unreadFrom_ = 0;
    }
}

/// Reads until the bytes end, the connection does, or events worth the message limit wait.
void WebSocketReader::read(std::span<const std::byte>& bytes)
{
    while (!stopped_ && eventBytes_ <= limits_.message && readFrame(bytes)) {
    }
}

/// True once the frame is whole and there may be another.
bool WebSocketReader::readFrame(std::span<const std::byte>& bytes)
{
    if (!inPayload_ && !readHead(bytes))
        return false;
    if (stopped_)
        return false;
    readPayload(bytes);
    if (stopped_ || payloadLeft_ > 0)
        return false;
    finishFrame();
    return true;
}

/// Adds to the head until it has `size` bytes; true if it does.
bool WebSocketReader::fillHead(std::span<const std::byte>& bytes, std::size_t size)
{
    if (headSize_ >= size)
        return true;
    const std::size_t taken = std::min(size - headSize_, bytes.size());
    for (std::size_t i = 0; i < taken; ++i)
        head_[headSize_ + i] = std::to_integer<std::uint8_t>(bytes[i]);
    headSize_ += taken;
    bytes = bytes.subspan(taken);
    return headSize_ == size;
}

/// True once the whole head is there and allowed, or a violation was found.
bool WebSocketReader::readHead(std::span<const std::byte>& bytes)
{
    if (!fillHead(bytes, 2))
        return false;
    if (headNeeded_ == 0) {
        if (!checkHead())
            return true;
        const unsigned shortLength = head_[1] & 0x7FU;
        headNeeded_ = 2U +
                      (shortLength == 126   ? 2U
                       : shortLength == 127 ? 8U
                                            : 0U) +
                      ((head_[1] & 0x80U) != 0 ? 4U : 0U);
    }
    if (!fillHead(bytes, headNeeded_))
        return false;
    if (!checkLength())
        return true;
    if ((head_[1] & 0x80U) != 0)
        std::memcpy(mask_.data(), head_.data() + headSize_ - mask_.size(), mask_.size());
    payloadLeft_ = payloadLength_;
    inPayload_ = true;
    return true;
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
    headNeeded_ = 0;
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
    deliver(text ? WebSocketEvent::Kind::Text : WebSocketEvent::Kind::Binary, 0, message_);
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
    deliver(kind, 0, control_);
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
    deliver(WebSocketEvent::Kind::Close, code, control_);
}

/// Takes the payload away.
void WebSocketReader::deliver(WebSocketEvent::Kind kind, std::uint16_t code, std::string& payload)
{
    if (WebSocketEvent* event = std::exchange(target_, nullptr)) {
        event->kind = kind;
        event->code = code;
        event->payload.swap(payload);
        payload.clear();
        return;
    }
    // Those that were taken make room; moving the others costs no more than taking did.
    if (events_.size() == events_.capacity() && eventsFrom_ > events_.size() / 2)
        events_.erase(events_.begin(),
                      events_.begin() + std::ptrdiff_t(std::exchange(eventsFrom_, 0)));
    events_.push_back({kind, code, std::exchange(payload, {})});
    eventBytes_ += sizeof(WebSocketEvent) + events_.back().payload.size();
}

void WebSocketReader::violate(std::uint16_t code, std::string sentence)
{
    stopped_ = true;
    release(message_);
    release(control_);
    deliver(WebSocketEvent::Kind::Violation, code, sentence);
}

} // namespace redial
