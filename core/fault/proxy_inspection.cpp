// SPDX-License-Identifier: MIT
#include "core/fault/proxy_inspection.h"

#include "core/client/message_record.h"
#include "core/fault/proxy_connection_faults.h"
#include "core/fault/random_mask.h"
#include "core/wire/ocpp_message.h"
#include "core/wire/url_without_secrets.h"
#include "core/wire/websocket_close.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace redial {

using Kind = WebSocketEvent::Kind;

/// One direction: what waits, and the CALLs that the other one is to answer.
struct ProxyInspection::Direction final : MessageLineOutput
{
    Direction(ProxyInspection& its, StreamDirection which)
        : inspection(its), direction(which), line(*this)
    {
    }

    void onLeaves(const OutgoingMessage& message, MonotonicTime now) override
    {
        if (message.event.kind != Kind::Violation)
            inspection.record(direction, true, message.event);
        inspection.owner_.onPasses(direction, message.bytes, now);
    }

    ProxyInspection& inspection;
    StreamDirection direction;
    MessageLine line;
    /// Action by message id; bounded.
    QHash<QString, QString> calls;
    std::optional<StreamEnd> end; ///< waits for the line
    bool isRecoded = false;
    bool isClosed = false; ///< a Close frame of the proxy's own was the last that went this way
    bool isEnded = false;  ///< the proxy itself has ended it
};

namespace {

constexpr qsizetype mostOpenCalls = 1024;

StreamDirection otherOf(StreamDirection direction)
{
    return direction == StreamDirection::Upstream ? StreamDirection::Downstream
                                                  : StreamDirection::Upstream;
}

QString textOf(const std::string& payload)
{
    return QString::fromUtf8(payload.data(), qsizetype(payload.size()));
}

std::uint8_t opcodeOf(Kind kind)
{
    switch (kind) {
    case Kind::Text:
        return opcode::text;
    case Kind::Binary:
        return opcode::binary;
    case Kind::Ping:
        return opcode::ping;
    case Kind::Pong:
        return opcode::pong;
    default:
        return opcode::close;
    }
}

EventKind kindOf(Kind kind, bool leaves)
{
    switch (kind) {
    case Kind::Ping:
        return leaves ? EventKind::PingSent : EventKind::PingReceived;
    case Kind::Pong:
        return leaves ? EventKind::PongSent : EventKind::PongReceived;
    case Kind::Close:
        return leaves ? EventKind::CloseSent : EventKind::CloseReceived;
    default:
        return leaves ? EventKind::MessageOut : EventKind::MessageIn;
    }
}

bool isData(const WebSocketEvent& event)
{
    return event.kind == Kind::Text || event.kind == Kind::Binary;
}

} // namespace

ProxyInspection::ProxyInspection(ProxyInspectionOwner& owner, const Clock& clock,
                                 EventRecorder recorder, Random random)
    : owner_(owner)
    , clock_(clock)
    , recorder_(recorder)
    , random_(random)
    , follower_(*this)
    , directions_{std::make_unique<Direction>(*this, StreamDirection::Upstream),
                  std::make_unique<Direction>(*this, StreamDirection::Downstream)}
{
}

ProxyInspection::~ProxyInspection() = default;

bool ProxyInspection::looks(StreamDirection direction) const
{
    return follower_.isFollowing() || !at(direction).line.isEmpty();
}

std::size_t ProxyInspection::held(StreamDirection direction) const
{
    return at(direction).line.held();
}

void ProxyInspection::takeBytes(StreamDirection direction, std::string_view bytes,
                                MonotonicTime now)
{
    now_ = now;
    follower_.feed(direction, bytes, holds_);
}

void ProxyInspection::takeEnd(StreamDirection direction, StreamEnd end, MonotonicTime now)
{
    Direction& there = at(direction);
    if (there.isEnded && end != StreamEnd::Reset)
        return;
    if (end != StreamEnd::Reset && !there.line.isEmpty())
        there.end = end;
    else
        owner_.onEndPasses(direction, end, now);
}

std::optional<MonotonicTime> ProxyInspection::due() const
{
    const auto up = at(StreamDirection::Upstream).line.due();
    const auto down = at(StreamDirection::Downstream).line.due();
    return up && down ? std::min(*up, *down) : up ? up : down;
}

void ProxyInspection::advance(MonotonicTime now)
{
    for (const auto& there : directions_) {
        there->line.advance(now);
        if (there->end && there->line.isEmpty())
            owner_.onEndPasses(there->direction, *std::exchange(there->end, std::nullopt), now);
    }
}

void ProxyInspection::onPassed(StreamDirection direction, std::string_view bytes)
{
    if (at(direction).isClosed)
        return;
    // Messages that wait were sent before.
    at(direction).line.flush(now_);
    owner_.onPasses(direction, bytes, now_);
}

void ProxyInspection::onRequest(const UpgradeOffer& offer)
{
    recorder_.record(
        EventKind::UpgradeRequest,
        {{FieldKey::Url, targetWithoutSecrets(offer.head.target)}, {FieldKey::From, "client"}});
    owner_.onUpgradeRequest(offer);
}

void ProxyInspection::onRefused(const HttpResponseHead& head)
{
    recorder_.record(EventKind::UpgradeResponse,
                     {{FieldKey::HttpStatus, head.status}, {FieldKey::From, "server"}});
}

void ProxyInspection::onOpened(const UpgradeAgreement& agreement)
{
    isOcpp_ = agreement.subprotocol.substr(0, 4) == "ocpp";
    ocpp_ = findOcppProfile(QString::fromStdString(agreement.subprotocol));
    isCompressed_ = agreement.deflate.has_value();
    recorder_.record(EventKind::UpgradeResponse,
                     {{FieldKey::HttpStatus, 101}, {FieldKey::From, "server"}});
    recorder_.record(EventKind::Opened, {{FieldKey::Subprotocol, agreement.subprotocol}});
    owner_.onWebSocketOpened();
}

void ProxyInspection::onLost(StreamDirection direction, const std::string& sentence)
{
    recorder_.record(EventKind::ProtocolError,
                     {{FieldKey::From, sourceOf(direction)},
                      {FieldKey::Detail, sentence + "; relayed as bytes from here on"}});
}

void ProxyInspection::onMessage(FollowedMessage message)
{
    record(message.direction, false, message.event);
    Direction& there = at(message.direction);
    MessageTreatment treatment = owner_.onMessagePasses(inspect(message));
    if (there.isClosed) {
        // The receiver must not hear of it any more.
    } else if (message.raw.empty()) {
        // It has gone already: nobody was holding messages when it began.
        record(message.direction, true, message.event);
    } else {
        if (treatment.payload)
            message.event.payload = *treatment.payload;
        if (treatment.closeCode) {
            message.event.code = *treatment.closeCode;
            message.event.payload.clear();
        }
        there.isRecoded = there.isRecoded ||
                          (isCompressed_ && isData(message.event) && treatment.breaksCompression());
        const bool isWritten =
            treatment.payload || treatment.closeCode || (there.isRecoded && isData(message.event));
        std::string bytes =
            isWritten ? frameOf(message.direction, message.event) : std::move(message.raw);
        there.line.push({std::move(message.event), std::move(bytes)}, treatment, now_);
    }
    owner_.onMessagePassed();
}

ProxyInspection::Room ProxyInspection::roomIn(StreamDirection direction) const
{
    if (at(direction).isClosed || !follower_.isOpen() || !follower_.follows(direction))
        return Room::Never;
    return follower_.mayInject(direction) ? Room::Now : Room::Later;
}

void ProxyInspection::putIn(StreamDirection direction, OwnFrames frames)
{
    const MonotonicTime now = clock_.now();
    Direction& there = at(direction);
    // What a wrong compressed message leaves behind at the receiver is not the sender's.
    there.isRecoded =
        there.isRecoded || (isCompressed_ && frames.message.event.kind == Kind::Violation);
    there.line.push(std::move(frames.message), {}, now);
    there.isClosed = frames.after != WebSocketFaultBytes::After::GoesOn;
    if (frames.after != WebSocketFaultBytes::After::EndOfStream)
        return;
    takeEnd(direction, StreamEnd::HalfClose, now);
    there.isEnded = true;
}

std::string ProxyInspection::frameOf(StreamDirection direction, const WebSocketEvent& event)
{
    FrameHead head;
    head.opcode = opcodeOf(event.kind);
    if (direction == StreamDirection::Upstream) {
        head.mask = randomMask(random_);
    }
    std::string frame;
    appendFrame(frame, head,
                event.kind == Kind::Close ? closePayload(event.code, event.payload)
                                          : event.payload);
    return frame;
}

InspectedMessage ProxyInspection::inspect(const FollowedMessage& message)
{
    InspectedMessage inspected{message, {}, {}};
    if (message.event.kind != Kind::Text)
        return inspected;
    inspected.text = textOf(message.event.payload);
    if (isOcpp_)
        inspectOcpp(inspected);
    return inspected;
}

void ProxyInspection::inspectOcpp(InspectedMessage& inspected)
{
    const QJsonArray parts = QJsonDocument::fromJson(inspected.text.toUtf8()).array();
    if (parts.size() < 3 || !parts[0].isDouble())
        return;
    const auto type = static_cast<OcppMessageType>(parts[0].toInt());
    const QString id = parts[1].toString();
    inspected.id = id;
    const StreamDirection direction = inspected.message.direction;
    if (type == OcppMessageType::Call || type == OcppMessageType::Send) {
        inspected.kind = FaultMessageKind::Call;
        inspected.action = parts[2].toString();
        auto& calls = at(direction).calls;
        if (type == OcppMessageType::Call && calls.size() < mostOpenCalls)
            calls.insert(id, inspected.action);
    } else {
        inspected.kind = FaultMessageKind::Answer;
        inspected.action = at(otherOf(direction)).calls.take(id);
    }
}

void ProxyInspection::record(StreamDirection direction, bool leaves,
                             const WebSocketEvent& event) const
{
    const Field side = leaves ? Field(FieldKey::To, sourceOf(otherOf(direction)))
                              : Field(FieldKey::From, sourceOf(direction));
    const EventKind kind = kindOf(event.kind, leaves);
    if (isData(event)) {
        recordMessage(
            recorder_, kind,
            QByteArray::fromRawData(event.payload.data(), qsizetype(event.payload.size())),
            event.kind == Kind::Binary, side);
    } else if (event.kind == Kind::Close) {
        recorder_.record(kind,
                         {side, {FieldKey::Code, event.code}, {FieldKey::Reason, event.payload}});
    } else {
        recorder_.record(kind, {side, {FieldKey::Size, event.payload.size()}});
    }
}

} // namespace redial
