// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/permessage_deflate.h"
#include "core/wire/utf8_validator.h"
#include "core/wire/websocket_frame.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace redial {

/// What a WebSocketReader found: a whole message, a control frame, or a breach of RFC 6455.
struct WebSocketEvent
{
    enum class Kind : std::uint8_t {
        Text,      ///< payload, valid UTF-8
        Binary,    ///< payload
        Ping,      ///< payload
        Pong,      ///< payload
        Close,     ///< code (1005 if the frame had none), payload: the reason, valid UTF-8
        Violation, ///< code to close with, payload: a sentence that says what was broken
    };
    Kind kind{};
    std::uint16_t code = 0;
    std::string payload;
};

/// Bounds on what a peer may make us hold.
struct WebSocketLimits
{
    /// Bytes of a message after decompression. A frame whose declared length would exceed it is
    /// refused at its head.
    std::uint64_t message = 16ULL * 1024 * 1024;
};

/// Turns the bytes of one direction of a WebSocket connection, after the upgrade, into events:
/// strict RFC 6455, in pieces of any size. After a Close or a Violation it reads nothing more.
/// A length is checked before a byte is stored. Holds one message in the making, events worth one
/// message limit (the rest of the bytes is read when those were pulled, so that many small
/// compressed messages cannot unfold all at once), and what was fed. Has no sockets and no clock.
class WebSocketReader
{
public:
    explicit WebSocketReader(WebSocketRole role, WebSocketLimits limits = {});

    /// Messages with RSV1 are decompressed from now on; without this RSV1 is a violation.
    void enableDeflate(MessageInflater inflater) { inflater_.emplace(std::move(inflater)); }

    void feed(std::span<const std::byte> bytes);
    void feed(std::string_view bytes) { feed(std::as_bytes(std::span(bytes))); }
    /// As feed(), but next() reads the bytes where they lie, a message at a time: they live until
    /// it has told that there is no event, or until keepLent() or another lend().
    void lend(std::string_view bytes);
    /// Copies what next() has not read of the bytes lent, for who stops in the middle.
    void keepLent();

    /// The next event, in the order of the wire; absent if more bytes are needed.
    std::optional<WebSocketEvent> next();
    /// The same; false if more bytes are needed. The memory of `event`'s payload is used for the
    /// payload that it gets, so that many readers share one buffer.
    bool next(WebSocketEvent& event);

    /// True after a Close or a Violation was read. What was fed may not be read yet while next()
    /// still gives events.
    bool isStopped() const { return stopped_; }
    /// True in the middle of a frame or of a fragmented message.
    bool isInsideMessage() const
    {
        return headSize_ > 0 || payloadLeft_ > 0 || messageOpcode_ != 0;
    }

private:
    bool hasEvents() const { return eventsFrom_ < events_.size(); }
    bool takeWaiting(WebSocketEvent& event);
    bool readWhole(WebSocketEvent& event);
    bool readLent(WebSocketEvent& event);
    void read(std::span<const std::byte>& bytes);
    bool readFrame(std::span<const std::byte>& bytes);
    void readUnread();
    bool fillHead(std::span<const std::byte>& bytes, std::size_t size);
    bool readHead(std::span<const std::byte>& bytes);
    bool checkHead();
    bool checkControlHead();
    bool checkDataHead();
    bool checkLength();
    void readPayload(std::span<const std::byte>& bytes);
    void appendPlain(std::string& target, std::span<const std::byte> bytes, std::uint64_t offset);
    void appendCompressed(std::span<const std::byte> bytes, std::uint64_t offset);
    bool acceptInflated(MessageInflater::Result result);
    void finishFrame();
    void finishMessage();
    void finishControl();
    void finishClose();
    bool validateText();
    void deliver(WebSocketEvent::Kind kind, std::uint16_t code, std::string& payload);
    void violate(std::uint16_t code, std::string sentence);
    bool isControl() const { return (opcode_ & 0x8U) != 0; }
    std::uint64_t frameLimit() const;

    WebSocketRole role_;
    WebSocketLimits limits_;
    std::optional<MessageInflater> inflater_;
    /// Those that wait, from eventsFrom_ on.
    std::vector<WebSocketEvent> events_;
    std::size_t eventsFrom_ = 0;
    /// Bytes of the events that wait.
    std::uint64_t eventBytes_ = 0;
    /// Still to be read where they lie.
    std::span<const std::byte> lent_;
    /// Where the next event goes while the bytes lent are read; null: it waits.
    WebSocketEvent* target_ = nullptr;
    /// Fed, but to be read only after the waiting events; from unreadFrom_ on.
    std::string unread_;
    std::size_t unreadFrom_ = 0;

    // The frame being read.
    std::array<std::uint8_t, 14> head_{};
    std::size_t headSize_ = 0;
    std::size_t headNeeded_ = 0; ///< not known before two bytes are there
    std::uint64_t payloadLength_ = 0;
    std::uint64_t payloadLeft_ = 0;
    MaskingKey mask_{};
    std::uint8_t opcode_ = 0;
    bool final_ = false;
    bool inPayload_ = false;
    std::string control_;

    // The message being read: 0 is none.
    std::uint8_t messageOpcode_ = 0;
    bool compressed_ = false;
    std::string message_;
    std::size_t validated_ = 0;
    Utf8Validator utf8_;
    bool stopped_ = false;
};

} // namespace redial
