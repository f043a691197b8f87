// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/frame_boundary.h"
#include "core/fault/proxy_stream_end.h"
#include "core/wire/http_head.h"
#include "core/wire/websocket_reader.h"
#include "core/wire/websocket_upgrade.h"

#include <array>
#include <memory>
#include <optional>
#include <string>

namespace redial {

/// One message or control frame that went through, whole.
struct FollowedMessage
{
    StreamDirection direction = StreamDirection::Upstream;
    /// Text, Binary, Ping, Pong or Close, decompressed.
    WebSocketEvent event;
    /// As it stood on the wire; empty if it has been passed on already.
    std::string raw;
};

/// Whom a WebSocketFollower tells.
class WebSocketFollowerOutput
{
public:
    /// Bytes that go on unchanged, now.
    virtual void onPassed(StreamDirection direction, std::string_view bytes) = 0;
    virtual void onRequest(const UpgradeOffer& offer) = 0;
    /// The answer was another one than 101.
    virtual void onRefused(const HttpResponseHead& head) = 0;
    virtual void onOpened(const UpgradeAgreement& agreement) = 0;
    virtual void onMessage(FollowedMessage message) = 0;
    /// What comes is no WebSocket, or none that can be followed: both directions, or this one, go
    /// through as bytes from here on.
    virtual void onLost(StreamDirection direction, const std::string& sentence) = 0;

protected:
    ~WebSocketFollowerOutput() = default;
};

/// Follows both directions of a relayed connection: recognises an upgrade, and the messages after
/// it, by the strict codec. Changes nothing itself: every byte comes out again, in order, at once
/// or, while messages are held, as part of a message. What it cannot follow it passes on as bytes.
/// Pure. Memory is bounded by a message and a head for each direction.
class WebSocketFollower
{
public:
    /// The largest message that is followed.
    static constexpr std::uint64_t mostMessage = 4ULL * 1024 * 1024;

    explicit WebSocketFollower(WebSocketFollowerOutput& output);
    ~WebSocketFollower();

    /// `hold`: messages that begin from here on come whole, with their bytes, and are not passed on
    /// before.
    void feed(StreamDirection direction, std::string_view bytes, bool hold);

    /// False: what comes is bytes, for good, in both directions; nobody needs to look.
    bool isFollowing() const { return state_ != State::Bytes; }
    bool isOpen() const { return state_ == State::Open; }
    /// This direction is read as frames, and no Close frame has come.
    bool follows(StreamDirection direction) const;
    /// A frame of our own may be put in here: the stream is between two frames, no message that is
    /// passed on piece by piece has begun, and no Close frame was seen.
    bool mayInject(StreamDirection direction) const;

private:
    enum class State : std::uint8_t { Request, Answer, Open, Bytes };
    struct Side;

    void feedRequest(std::string_view bytes);
    void feedAnswer(std::string_view bytes);
    void feedFrames(Side& side, std::string_view bytes, bool hold, bool passed);
    void putFrameBytes(Side& side, std::string_view bytes, bool passed);
    void takeEvents(Side& side, bool passed);
    void giveUp(Side& side, const std::string& sentence);
    void stopFollowing();
    Side& side(StreamDirection direction) const
    {
        return *sides_[static_cast<std::size_t>(direction)];
    }

    WebSocketFollowerOutput& output_;
    State state_ = State::Request;
    HttpHeadCollector request_;
    HttpHeadCollector answer_;
    UpgradeRequest asked_;
    /// What the client sent behind its request, before the answer.
    std::string early_;
    std::array<std::unique_ptr<Side>, 2> sides_;
};

} // namespace redial
