// SPDX-License-Identifier: MIT
#include "core/fault/websocket_follower.h"

namespace redial {

/// One direction after the upgrade.
struct WebSocketFollower::Side
{
    explicit Side(StreamDirection which)
        : direction(which)
        , reader(which == StreamDirection::Upstream ? WebSocketRole::Server : WebSocketRole::Client,
                 WebSocketLimits{mostMessage})
    {
    }

    StreamDirection direction;
    WebSocketReader reader;
    FrameBoundary boundary;
    bool isBytes = false;
    bool inMessage = false; ///< between the first frame of a data message and its end
    bool holdsMessage = false;
    bool holdsControl = false;
    std::string message;
    std::string control;
};

namespace {

/// Headers of empty fragments are bytes too.
constexpr std::size_t mostRaw = WebSocketFollower::mostMessage + 256 * 1024;
constexpr std::size_t mostEarly = 64 * 1024;

/// The parameters that the client and the server read with.
void enableDeflate(WebSocketReader& reader, const DeflateParameters& parameters, bool ofClient)
{
    reader.enableDeflate(MessageInflater(ofClient ? parameters.clientNoContextTakeover
                                                  : parameters.serverNoContextTakeover));
}

} // namespace

WebSocketFollower::WebSocketFollower(WebSocketFollowerOutput& output)
    : output_(output)
    , sides_{std::make_unique<Side>(StreamDirection::Upstream),
             std::make_unique<Side>(StreamDirection::Downstream)}
{
}

WebSocketFollower::~WebSocketFollower() = default;

bool WebSocketFollower::follows(StreamDirection direction) const
{
    const Side& there = side(direction);
    return isOpen() && !there.isBytes && !there.reader.isStopped();
}

bool WebSocketFollower::mayInject(StreamDirection direction) const
{
    const Side& there = side(direction);
    return follows(direction) && there.boundary.isBetweenFrames() &&
           (!there.inMessage || there.holdsMessage);
}

void WebSocketFollower::feed(StreamDirection direction, std::string_view bytes, bool hold)
{
    if (state_ == State::Open && !side(direction).isBytes)
        return feedFrames(side(direction), bytes, hold, false);
    output_.onPassed(direction, bytes);
    if (direction == StreamDirection::Upstream && state_ == State::Request)
        feedRequest(bytes);
    else if (direction == StreamDirection::Upstream && state_ == State::Answer)
        early_.append(bytes.substr(0, mostEarly + 1 - std::min(early_.size(), mostEarly)));
    else if (direction == StreamDirection::Downstream && state_ == State::Answer)
        feedAnswer(bytes);
    else if (direction == StreamDirection::Downstream && state_ == State::Request)
        stopFollowing(); // A server that speaks first is no HTTP server.
    if (early_.size() > mostEarly)
        giveUp(side(StreamDirection::Upstream), "much was sent before the upgrade was answered");
}

void WebSocketFollower::feedRequest(std::string_view bytes)
{
    const auto whole = request_.feed(bytes);
    if (!whole)
        return stopFollowing();
    if (!*whole)
        return;
    auto head = parseRequestHead(request_.head());
    if (!head)
        return stopFollowing();
    const auto offer = checkUpgradeRequest(std::move(*head));
    if (!offer)
        return stopFollowing();
    asked_.key = offer->key;
    asked_.target = offer->head.target;
    asked_.subprotocols = offer->subprotocols;
    asked_.offerDeflate = offer->extensions.find("permessage-deflate") != std::string::npos;
    early_ = request_.rest();
    state_ = State::Answer;
    output_.onRequest(*offer);
}

void WebSocketFollower::feedAnswer(std::string_view bytes)
{
    const auto whole = answer_.feed(bytes);
    if (whole && !*whole)
        return;
    const auto head = whole ? parseResponseHead(answer_.head())
                            : Expected<HttpResponseHead, HttpError>(Unexpected{whole.error()});
    if (!head)
        return giveUp(side(StreamDirection::Downstream), head.error().sentence);
    if (head->status != 101) {
        stopFollowing();
        return output_.onRefused(*head);
    }
    const auto agreement = checkUpgradeAnswer(*head, asked_);
    if (!agreement)
        return giveUp(side(StreamDirection::Downstream), agreement.error());
    state_ = State::Open;
    if (agreement->deflate) {
        enableDeflate(side(StreamDirection::Upstream).reader, *agreement->deflate, true);
        enableDeflate(side(StreamDirection::Downstream).reader, *agreement->deflate, false);
    }
    output_.onOpened(*agreement);
    feedFrames(side(StreamDirection::Upstream), std::exchange(early_, {}), false, true);
    feedFrames(side(StreamDirection::Downstream), answer_.rest(), false, true);
}

void WebSocketFollower::feedFrames(Side& there, std::string_view bytes, bool hold, bool passed)
{
    while (!bytes.empty() && !there.isBytes && !there.reader.isStopped()) {
        const bool begins = there.boundary.isBetweenFrames();
        const std::string_view piece = bytes.substr(0, there.boundary.take(bytes));
        bytes.remove_prefix(piece.size());
        if (begins && there.boundary.isControl()) {
            there.holdsControl = hold && !passed;
        } else if (begins && !there.inMessage) {
            there.inMessage = true;
            there.holdsMessage = hold && !passed;
        }
        putFrameBytes(there, piece, passed);
        there.reader.feed(piece);
        takeEvents(there, passed);
    }
    if (!bytes.empty() && !passed)
        output_.onPassed(there.direction, bytes);
}

void WebSocketFollower::putFrameBytes(Side& there, std::string_view bytes, bool passed)
{
    const bool isControl = there.boundary.isControl();
    if (isControl ? there.holdsControl : there.holdsMessage)
        (isControl ? there.control : there.message).append(bytes);
    else if (!passed)
        output_.onPassed(there.direction, bytes);
    if (there.message.size() > mostRaw)
        giveUp(there, "a message of very many fragments is not followed");
}

void WebSocketFollower::takeEvents(Side& there, bool /*passed*/)
{
    while (!there.isBytes) {
        auto event = there.reader.next();
        if (!event)
            return;
        if (event->kind == WebSocketEvent::Kind::Violation)
            return giveUp(there, event->payload);
        const bool isData = event->kind == WebSocketEvent::Kind::Text ||
                            event->kind == WebSocketEvent::Kind::Binary;
        if (isData)
            there.inMessage = false;
        output_.onMessage({there.direction, std::move(*event),
                           std::exchange(isData ? there.message : there.control, {})});
    }
}

void WebSocketFollower::giveUp(Side& there, const std::string& sentence)
{
    there.isBytes = true;
    for (std::string* held : {&there.message, &there.control}) {
        const std::string bytes = std::exchange(*held, {});
        if (!bytes.empty())
            output_.onPassed(there.direction, bytes);
    }
    if (state_ != State::Open)
        stopFollowing();
    output_.onLost(there.direction, sentence);
}

void WebSocketFollower::stopFollowing()
{
    state_ = State::Bytes;
    early_.clear();
}

} // namespace redial
