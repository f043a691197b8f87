// SPDX-License-Identifier: MIT
#include "core/fault/proxy_connection_faults.h"

#include "core/fault/fault_stages.h"
#include "core/fault/proxy_connection.h"

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

bool isBlackhole(std::string_view id)
{
    return id == "T9" || id == "T10" || id == "T11" || id == "P3";
}

std::string requestWithoutExtensions(const HttpRequestHead& head)
{
    HttpRequestHead plain{head.method, head.target, head.minorVersion, {}};
    for (const auto& [name, value] : head.headers.fields()) {
        if (QString::fromStdString(name).compare(QLatin1String("Sec-WebSocket-Extensions"),
                                                 Qt::CaseInsensitive) != 0)
            plain.headers.add(name, value);
    }
    return writeHead(plain);
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

QString faultStageName(FaultIndex index)
{
    return faultStagePrefix() + QString::number(index);
}

std::vector<StreamDirection> ProxyConnection::directionsOf(const PlannedFault& fault) const
{
    const std::string_view id = fault.fault.id();
    if (id == "T10")
        return {StreamDirection::Upstream};
    if (id == "T11")
        return {StreamDirection::Downstream};
    if (id == "P3")
        return {bothStreams.begin(), bothStreams.end()};
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
        return beginAct(index, fault);
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
    if (definition.id == "W27") {
        pongDemand_ = PongDemand{
            index, fault, surroundings_.clock.now() + fault.fault.duration("interval"), {}};
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
            stream(direction).toxics().addStage(faultStageName(index), std::move(stage), now);
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
    const QString name = faultStageName(index);
    for (const StreamDirection direction : bothStreams) {
        ToxicChain& chain = stream(direction).toxics();
        while (chain.remove(name, surroundings_.clock.now())) {
        }
    }
    if (fault.fault.id() == "T15")
        idle_.reset();
    // Who ends it from now on has not noticed that.
    if (halfOpen_ && halfOpen_->fault == fault.fault.id())
        halfOpen_.reset();
    if (fault.fault.id() == "W27")
        pongDemand_.reset();
    if (fault.fault.id() == "T5" && std::exchange(isWithheld_, false) &&
        state_ == State::Connecting && !connector_)
        connect();
    if (!pumping_)
        pump();
}

std::optional<std::string> ProxyConnection::beginAct(FaultIndex index, const PlannedFault& fault)
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
    if (id == "P9") {
        const auto second =
            isOwn_ ? std::nullopt : owner_.comeAgain(*this, fault.fault.duration("hold"));
        return second ? std::optional("connection " + std::to_string(*second) +
                                      " comes with the same request")
                      : std::nullopt;
    }
    return putInSoon(index, fault);
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
    request_ = requestWithoutExtensions(offer.head);
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
    if (ownFrames_.isAnswer(message)) {
        if (followed.event.kind == Kind::Pong && pongDemand_)
            pongDemand_->due.reset();
        treatment.drop = true;
        return treatment;
    }
    treatHeld(treatment, followed);
    const FaultMessage shown{directionOf(followed.direction), opcodeOf(followed.event.kind),
                             message.kind, message.action, message.text};
    ProxyFaults& faults = owner_.faults();
    for (const FaultIndex index : faults.message(number_, shown, afterMessage_)) {
        const Fault fault = faults.planned(index).fault;
        if (fault.id() == "O8")
            callsAfterMessage_.push_back(index);
        else if (addTreatment(treatment, fault, followed.event, faults.random(index)))
            faults.bitten(index, number_,
                          message.action.isEmpty() ? "a message" : message.action.toStdString());
    }
    return treatment;
}

void ProxyConnection::onMessagePassed()
{
    for (const FaultIndex index : std::exchange(callsAfterMessage_, {})) {
        if (const auto done = putInSoon(index, owner_.faults().planned(index)))
            owner_.faults().bitten(index, number_, *done);
    }
    if (!afterMessage_.empty())
        owner_.faults().perform(std::exchange(afterMessage_, {}));
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
            stream(direction).toxics().addStage(faultStageName(idle_->index),
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
