// SPDX-License-Identifier: MIT
#include "core/fault/proxy_connection_faults.h"

#include "core/fault/fault_stages.h"
#include "core/fault/proxy_connection.h"
#include "core/wire/websocket_close.h"

#include <QUrl>

namespace redial {

namespace {

using namespace std::chrono_literals;
using Kind = WebSocketEvent::Kind;

constexpr std::array bothStreams{StreamDirection::Upstream, StreamDirection::Downstream};

FaultOpcode opcodeOf(Kind kind)
{
    switch (kind) {
    case Kind::Text:
        return FaultOpcode::Text;
    case Kind::Ping:
        return FaultOpcode::Ping;
    case Kind::Pong:
        return FaultOpcode::Pong;
    case Kind::Close:
        return FaultOpcode::Close;
    default:
        return FaultOpcode::Binary;
    }
}

FaultDirection directionOf(StreamDirection direction)
{
    return direction == StreamDirection::Upstream ? FaultDirection::Upstream
                                                  : FaultDirection::Downstream;
}

/// A Close frame's payload as W4 shapes it.
WebSocketEvent closeFrame(const Fault& fault)
{
    const auto code = static_cast<std::uint16_t>(fault.number("code"));
    const std::string reason = fault.text("reason").toStdString();
    const std::string codeBytes{static_cast<char>(code >> 8U), static_cast<char>(code & 0xFFU)};
    const QString shape = fault.id() == "W4" ? fault.text("shape") : QString();
    std::string payload = codeBytes + reason.substr(0, 123);
    if (shape == QLatin1String("empty"))
        payload.clear();
    else if (shape == QLatin1String("one_byte"))
        payload = codeBytes.substr(0, 1);
    else if (shape == QLatin1String("long_reason"))
        payload = codeBytes + std::string(200, 'x');
    else if (shape == QLatin1String("bad_utf8"))
        payload = codeBytes + "\xff\xfe";
    return {Kind::Close, 0, payload};
}

std::string stageName(FaultIndex index)
{
    return faultStagePrefix().toStdString() + std::to_string(index);
}

bool isBlackhole(std::string_view id)
{
    return id == "T9" || id == "T10" || id == "T11";
}

} // namespace

const char* sourceOf(StreamDirection direction)
{
    return direction == StreamDirection::Upstream ? "client" : "server";
}

QString faultStagePrefix()
{
    return QStringLiteral("fault:");
}

std::vector<StreamDirection> ProxyConnection::directionsOf(const PlannedFault& fault) const
{
    const std::string_view id = fault.fault.id();
    if (id == "T10")
        return {StreamDirection::Upstream};
    if (id == "T11")
        return {StreamDirection::Downstream};
    switch (fault.effectiveDirection().value_or(FaultDirection::Downstream)) {
    case FaultDirection::Upstream:
        return {StreamDirection::Upstream};
    case FaultDirection::Downstream:
        return {StreamDirection::Downstream};
    case FaultDirection::Both:
        break;
    }
    return {bothStreams.begin(), bothStreams.end()};
}

std::optional<std::string> ProxyConnection::beginFault(FaultIndex index, const PlannedFault& fault)
{
    const FaultDefinition& definition = fault.fault.definition();
    if (!definition.lasts)
        return beginAct(fault);
    heldFaults_.push_back({index, fault});
    if (definition.id == "T5") {
        isWithheld_ = true;
        return "the upstream is not connected";
    }
    if (definition.id == "T15") {
        idle_ = Idle{index, fault.fault, surroundings_.clock.now()};
        scheduleNext();
        return std::nullopt;
    }
    return beginStream(index, fault);
}

std::optional<std::string> ProxyConnection::beginStream(FaultIndex index, const PlannedFault& fault)
{
    const MonotonicTime now = surroundings_.clock.now();
    for (const StreamDirection direction : directionsOf(fault)) {
        for (auto& stage : makeFaultStages(fault.fault))
            stream(direction).toxics().addStage(QString::fromStdString(stageName(index)),
                                                std::move(stage), now);
    }
    if (isBlackhole(fault.fault.id()))
        halfOpen_ = HalfOpen{std::string(fault.fault.id()), now};
    if (state_ == State::Relaying)
        scheduleNext();
    return std::nullopt;
}

void ProxyConnection::endFault(FaultIndex index, const PlannedFault& fault)
{
    if (state_ == State::Finished)
        return;
    tellBitten();
    std::erase_if(heldFaults_, [&](const HeldFault& held) { return held.index == index; });
    const QString name = QString::fromStdString(stageName(index));
    for (const StreamDirection direction : bothStreams) {
        ToxicChain& chain = stream(direction).toxics();
        while (chain.remove(name, surroundings_.clock.now())) {
        }
    }
    if (fault.fault.id() == "T15")
        idle_.reset();
    if (fault.fault.id() == "T5" && std::exchange(isWithheld_, false) &&
        state_ == State::Connecting && !connector_)
        connect();
    if (!pumping_)
        pump();
}

std::optional<std::string> ProxyConnection::beginAct(const PlannedFault& fault)
{
    const std::string_view id = fault.fault.id();
    if (id == "T3" || id == "T4") {
        const bool isReset = id == "T4";
        endLater(fault.fault.duration("after"), isReset ? StreamEnd::Reset : StreamEnd::Close,
                 isReset ? "T4: accepted and reset" : "T3: accepted and closed");
        return isReset ? "the client gets RST" : "the client gets FIN";
    }
    if (id == "T6") {
        endLater(fault.fault.duration("timeout"), StreamEnd::Reset, "T6: reset on purpose");
        return "both sides get RST";
    }
    if (id == "T7") {
        endLater(0ns, StreamEnd::Close, "T7: ended on purpose");
        return "both sides get FIN";
    }
    if (id == "T8") {
        for (const StreamDirection direction : directionsOf(fault))
            stream(direction).cut(StreamEnd::HalfClose);
        return "one side gets FIN";
    }
    return injectFrame(fault);
}

std::optional<std::string> ProxyConnection::injectFrame(const PlannedFault& fault)
{
    const std::string_view id = fault.fault.id();
    const WebSocketEvent frame =
        id == "W25" ? WebSocketEvent{Kind::Pong, 0, fault.fault.text("payload").toStdString()}
                    : closeFrame(fault.fault);
    const StreamDirection direction = directionsOf(fault).front();
    if (!inspection_ || !inspection_->inject(direction, frame))
        return std::nullopt;
    if (!pumping_)
        pump();
    return "a frame was put in";
}

void ProxyConnection::endLater(std::chrono::nanoseconds delay, StreamEnd end,
                               const std::string& detail)
{
    plannedEnd_ = PlannedEnd{surroundings_.clock.now() + delay, end, detail};
    if (pumping_ && delay == 0ns) {
        // What stands behind in the same bytes shall not pass any more.
        for (const StreamDirection direction : bothStreams)
            stream(direction).ignoreSource();
    }
    scheduleNext();
}

void ProxyConnection::endNow(StreamEnd end, const std::string& detail)
{
    if (end == StreamEnd::Reset)
        reset(detail);
    else
        close(detail);
}

void ProxyConnection::onPasses(StreamDirection direction, std::string_view bytes, MonotonicTime now)
{
    stream(direction).forward(bytes, now);
}

void ProxyConnection::onEndPasses(StreamDirection direction, StreamEnd end, MonotonicTime now)
{
    stream(direction).forwardEnd(end, now);
}

void ProxyConnection::onUpgradeRequest(const UpgradeOffer& offer)
{
    const QString path = QString::fromStdString(offer.head.target).section(QLatin1Char('?'), 0, 0);
    facts_.path = path;
    facts_.station = QUrl::fromPercentEncoding(path.section(QLatin1Char('/'), -1).toUtf8());
    owner_.faults().requestRead(facts_);
}

void ProxyConnection::onWebSocketOpened()
{
    owner_.onIdentified(*this);
    owner_.faults().opened(number_);
}

MessageTreatment ProxyConnection::onMessagePasses(const InspectedMessage& message)
{
    MessageTreatment treatment;
    const FollowedMessage& followed = message.message;
    if (followed.event.kind == Kind::Close)
        noteNoticed(followed.direction, "close");
    if (owner_.faults().isEmpty() || followed.raw.empty())
        return treatment;
    treatHeld(treatment, followed);
    const FaultMessage shown{directionOf(followed.direction), opcodeOf(followed.event.kind),
                             message.kind, message.action, message.text};
    ProxyFaults& faults = owner_.faults();
    for (const FaultIndex index : faults.message(number_, shown, afterMessage_)) {
        const Fault fault = faults.planned(index).fault;
        if (addTreatment(treatment, fault, followed.event, faults.random(index)))
            faults.bitten(index, number_,
                          message.action.isEmpty() ? "a message" : message.action.toStdString());
    }
    return treatment;
}

void ProxyConnection::onMessagePassed()
{
    if (!afterMessage_.empty())
        owner_.faults().perform(std::exchange(afterMessage_, {}));
}

/// The states that act on control frames: W5, W6, W22 to W24.
void ProxyConnection::treatHeld(MessageTreatment& treatment, const FollowedMessage& message)
{
    if (message.direction != StreamDirection::Downstream)
        return;
    const bool isPong = message.event.kind == Kind::Pong;
    const bool isClose = message.event.kind == Kind::Close && endedBy_ == "client";
    const auto held = heldFaults_;
    for (const HeldFault& each : held) {
        const std::string_view id = each.fault.fault.id();
        const bool isHit = (isPong && (id == "W22" || id == "W23" || id == "W24")) ||
                           (isClose && (id == "W5" || id == "W6"));
        if (!isHit)
            continue;
        if (id == "W22" || id == "W5")
            treatment.drop = true;
        else if (id == "W6")
            treatment.payload = closeFrame(each.fault.fault).payload;
        else
            (void)addTreatment(treatment, each.fault.fault, message.event,
                               owner_.faults().random(each.index));
        if (id == "W5")
            swallowClose(each);
        owner_.faults().bitten(each.index, number_, isPong ? "a pong" : "a Close frame");
    }
}

void ProxyConnection::swallowClose(const HeldFault& held)
{
    stream(StreamDirection::Downstream)
        .toxics()
        .addStage(QString::fromStdString(stageName(held.index)), makeBlackholeStage(0ns, true),
                  surroundings_.clock.now());
}

void ProxyConnection::noteActivity()
{
    for (const StreamDirection direction : bothStreams) {
        std::uint64_t& told = toldBytes_[static_cast<std::size_t>(direction)];
        const std::uint64_t received = bytesReceived(direction);
        if (received == told)
            continue;
        const std::uint64_t count = received - std::exchange(told, received);
        if (idle_ && !idle_->isOver)
            idle_->since = surroundings_.clock.now();
        if (owner_.faults().looksAtBytes())
            owner_.faults().bytes(number_, directionOf(direction), count);
    }
}

void ProxyConnection::forgetIdle(MonotonicTime now)
{
    if (!idle_ || idle_->isOver || now - idle_->since < idle_->fault.duration("idle"))
        return;
    idle_->isOver = true;
    const QString end = idle_->fault.text("end");
    owner_.faults().bitten(idle_->index, number_, "nothing passed for so long");
    if (end == QLatin1String("forget")) {
        for (const StreamDirection direction : bothStreams)
            stream(direction).toxics().addStage(QString::fromStdString(stageName(idle_->index)),
                                                makeBlackholeStage(0ns, true), now);
        halfOpen_ = HalfOpen{"T15", now};
    } else {
        endLater(0ns, end == QLatin1String("reset") ? StreamEnd::Reset : StreamEnd::Close,
                 "T15: idle for too long");
    }
}

void ProxyConnection::noteNoticed(StreamDirection source, const char* how)
{
    if (source == StreamDirection::Upstream && endedBy_.empty())
        endedBy_ = "client";
    else if (endedBy_.empty())
        endedBy_ = "server";
    if (!halfOpen_ || std::exchange(halfOpen_->noticed[static_cast<std::size_t>(source)], true))
        return;
    recorder_.record(EventKind::SideNoticed,
                     {{FieldKey::From, sourceOf(source)},
                      {FieldKey::Fault, halfOpen_->fault},
                      {FieldKey::LatencyNs, surroundings_.clock.now() - halfOpen_->since},
                      {FieldKey::Mode, how}});
}

} // namespace redial
