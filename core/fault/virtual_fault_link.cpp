// SPDX-License-Identifier: MIT
#include "core/fault/virtual_fault_link.h"

#include "core/fault/ocpp_fault_messages.h"
#include "core/fault/virtual_faults.h"
#include "core/fault/websocket_fault_bytes.h"

#include <algorithm>

namespace redial {

namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr nanoseconds shortest = 1ms;

bool isSilence(std::string_view id)
{
    return id == "T9" || id == "T10" || id == "T11";
}

} // namespace

VirtualFaultLink::VirtualFaultLink(VirtualFaults& faults, quint32 number)
    : faults_(faults)
    , number_(number)
    , lastActivity_(faults.clock_.now())
    , toServer_(faults.clock_, [this](const QString& text) { peer_->pass(text); })
    , toClient_(faults.clock_, [this](const QString& text) { link_->sendTextDirectly(text); })
{
}

VirtualFaultLink::~VirtualFaultLink()
{
    for (const TimerId timer : timers_)
        faults_.clock_.cancelTimer(timer);
    if (peer_)
        peer_->setIncoming({});
}

const Fault& VirtualFaultLink::faultAt(FaultIndex index) const
{
    return faults_.faultAt(index);
}

std::optional<FaultIndex> VirtualFaultLink::holding(std::string_view id) const
{
    const auto found = std::find_if(states_.begin(), states_.end(),
                                    [&](FaultIndex index) { return faultAt(index).id() == id; });
    return found == states_.end() ? std::nullopt : std::optional(*found);
}

void VirtualFaultLink::bitten(FaultIndex index, const std::string& detail)
{
    faults_.bitten(index, number_, detail);
}

void VirtualFaultLink::later(nanoseconds delay, std::function<void()> action)
{
    if (delay <= 0ns)
        return action();
    const auto id = std::make_shared<TimerId>();
    *id = faults_.clock_.startTimer(delay, [this, id, action = std::move(action)] {
        timers_.erase(*id);
        action();
    });
    timers_.insert(*id);
}

OcppVersion VirtualFaultLink::version() const
{
    const QString& profile = link_->facts().subprotocol;
    if (profile == QLatin1String("ocpp2.1"))
        return OcppVersion::V21;
    return profile == QLatin1String("ocpp2.0.1") ? OcppVersion::V201 : OcppVersion::V16;
}

void VirtualFaultLink::opened(InMemoryServerLink& link)
{
    link_ = &link;
    peer_ = &link.peer();
    peer_->setIncoming([this](const QString& text) { onText(text); });
    QObject::connect(peer_, &InMemoryPeer::binaryReceived, &context_,
                     [this] { onControl(FaultOpcode::Binary); });
    QObject::connect(peer_, &InMemoryPeer::pingReceived, &context_,
                     [this](const QByteArray& payload) { onPing(payload); });
    QObject::connect(peer_, &InMemoryPeer::pongReceived, &context_, [this] {
        ++pongs_;
        onControl(FaultOpcode::Pong);
    });
    QObject::connect(peer_, &InMemoryPeer::closeReceived, &context_,
                     [this](quint16 code) { onClose(code); });
    // What came before there was a peer. An act is over already for the schedule.
    for (const FaultIndex index : std::set(states_)) {
        if (faultAt(index).definition().lasts)
            beginState(index);
        else if (states_.erase(index) > 0)
            act(index);
    }
    settle();
}

void VirtualFaultLink::begin(FaultIndex index)
{
    const bool lasts = faultAt(index).definition().lasts;
    if (lasts || !peer_)
        states_.insert(index);
    if (!peer_)
        return;
    if (!lasts)
        return act(index);
    beginState(index);
    settle();
}

void VirtualFaultLink::end(FaultIndex index)
{
    if (!faultAt(index).definition().lasts || states_.erase(index) == 0)
        return;
    shut_.erase(index);
    settle();
}

void VirtualFaultLink::lose()
{
    isLost_ = true;
    settle();
}

void VirtualFaultLink::settle()
{
    if (!peer_)
        return;
    const bool stands = faults_.hungBy_.empty() && !isLost_ && shut_.empty();
    bool toServer = stands;
    bool toClient = stands;
    for (const FaultIndex index : states_) {
        const std::string_view id = faultAt(index).id();
        toServer = toServer && id != "T9" && id != "T10";
        toClient = toClient && id != "T9" && id != "T11";
    }
    peer_->setMessagesPass(toServer, toClient);
    peer_->setAutomaticPong(!holding("W22") && !holding("W23") && !holding("W24"));
    peer_->setAnswersClose(!holding("W5") && !holding("W6"));
    setDelays();
}

void VirtualFaultLink::setDelays()
{
    const bool isSlow = holding("N1") || holding("N2") || holding("N9");
    const auto of = [&](FaultDirection direction) -> std::function<nanoseconds()> {
        if (!isSlow)
            return {};
        return [this, direction] { return delayOf(direction); };
    };
    peer_->setDelays(of(FaultDirection::Upstream), of(FaultDirection::Downstream));
}

nanoseconds VirtualFaultLink::delayOf(FaultDirection direction)
{
    nanoseconds sum{};
    for (const FaultIndex index : states_) {
        const auto way = faults_.schedule_.planned(index).effectiveDirection();
        if (way != direction && way != FaultDirection::Both)
            continue;
        const Fault& fault = faultAt(index);
        Random& random = faults_.schedule_.random(index);
        if (fault.id() == "N1") {
            const std::int64_t most = fault.duration("jitter").count();
            sum += fault.duration("latency") + nanoseconds(random.between(-most, most));
        } else if (fault.id() == "N2") {
            sum += nanoseconds(random.between(0, fault.duration("most").count()));
        } else if (fault.id() == "N9" && random.uniform() < fault.probability("chance")) {
            sum += fault.duration("length");
        } else {
            continue;
        }
        bitten(index, "what passes is late");
    }
    return std::max(sum, nanoseconds::zero());
}

void VirtualFaultLink::beginState(FaultIndex index)
{
    const Fault& fault = faultAt(index);
    const std::string_view id = fault.id();
    if (isSilence(id))
        bitten(index, "nothing passes");
    if (id == "T9" && fault.duration("timeout") > 0ns)
        later(fault.duration("timeout"), [this] {
            peer_->setMessagesPass(true, true);
            peer_->reset();
        });
    if (id == "T15")
        watchIdle(index);
    if (id == "N8")
        flap(index, true);
    if (id == "W27")
        demandPongs(index);
}

void VirtualFaultLink::act(FaultIndex index)
{
    const Fault& fault = faultAt(index);
    const std::string_view id = fault.id();
    if (id == "O10" || id == "O12")
        return sendCalls(index);
    if (id == "T6")
        return later(fault.duration("timeout"), [this, index] {
            bitten(index, "RST");
            peer_->reset();
        });
    if (id != "T7")
        return sendBytes(index);
    bitten(index, "FIN without a Close frame");
    peer_->endStream();
}

void VirtualFaultLink::sendBytes(FaultIndex index)
{
    const WebSocketFaultBytes sent = webSocketFaultBytes(faultAt(index));
    using After = WebSocketFaultBytes::After;
    bitten(index, sent.detail);
    peer_->sendBytes(sent.bytes, sent.after == After::CloseSent);
    if (sent.after == After::EndOfStream)
        peer_->endStream();
}

void VirtualFaultLink::sendCalls(FaultIndex index)
{
    const Fault& fault = faultAt(index);
    const bool aroundDrop = fault.id() == "O12";
    const QString action = aroundDrop ? fault.text("request") : QStringLiteral("TriggerMessage");
    const std::int64_t calls = aroundDrop ? 1 : fault.number("calls");
    bitten(index, std::to_string(calls) + " CALL " + action.toStdString());
    for (std::int64_t i = 0; i < calls; ++i)
        link_->sendTextDirectly(ocppServerCall(
            QStringLiteral("redial-%1-%2").arg(number_).arg(++callNumber_), action, version()));
    if (aroundDrop)
        later(fault.duration("cut_after"), [this] { peer_->reset(); });
}

void VirtualFaultLink::demandPongs(FaultIndex index)
{
    const Fault& fault = faultAt(index);
    later(std::max(fault.duration("interval"), shortest), [this, index] {
        if (!states_.contains(index))
            return;
        const std::uint64_t before = pongs_;
        bitten(index, "a ping");
        peer_->ping(QByteArrayLiteral("redial"));
        later(std::max(faultAt(index).duration("timeout"), shortest), [this, index, before] {
            if (states_.contains(index) && pongs_ == before)
                peer_->reset();
        });
        demandPongs(index);
    });
}

void VirtualFaultLink::flap(FaultIndex index, bool passes)
{
    if (!states_.contains(index))
        return;
    const Fault& fault = faultAt(index);
    if (passes)
        shut_.erase(index);
    else
        shut_.insert(index);
    if (!passes)
        bitten(index, "nothing passes");
    settle();
    nanoseconds length = fault.duration(passes ? "on" : "off");
    if (fault.isOn("random"))
        length = nanoseconds(faults_.schedule_.random(index).between(0, 2 * length.count()));
    later(std::max(length, shortest), [this, index, passes] { flap(index, !passes); });
}

void VirtualFaultLink::watchIdle(FaultIndex index)
{
    const Fault& fault = faultAt(index);
    const nanoseconds left = fault.duration("idle") - (faults_.clock_.now() - lastActivity_);
    if (left > 0ns)
        return later(left, [this, index] {
            if (states_.contains(index))
                watchIdle(index);
        });
    bitten(index, "nothing passed for so long");
    const QString end = fault.text("end");
    if (end == QLatin1String("reset"))
        return peer_->reset();
    if (end == QLatin1String("close"))
        return peer_->endStream();
    shut_.insert(index);
    settle();
}

void VirtualFaultLink::onControl(FaultOpcode opcode)
{
    lastActivity_ = faults_.clock_.now();
    FaultMessage message;
    message.opcode = opcode;
    faults_.apply(faults_.schedule_.message(number_, message, lastActivity_));
}

void VirtualFaultLink::onPing(const QByteArray& payload)
{
    const auto late = holding("W23");
    const auto wrong = holding("W24");
    for (const char* id : {"W22", "W23", "W24"})
        if (const auto fault = holding(id))
            bitten(*fault, "the pong to a ping");
    if (late)
        later(faultAt(*late).duration("delay"), [this, payload] { peer_->pong(payload); });
    else if (wrong)
        peer_->pong(faultAt(*wrong).text("payload").toUtf8());
    onControl(FaultOpcode::Ping);
}

void VirtualFaultLink::onClose(std::uint16_t code)
{
    const std::string what = "the answer to Close " + std::to_string(code);
    const auto other = holding("W6");
    if (const auto none = holding("W5"))
        return bitten(*none, what);
    if (!other)
        return;
    bitten(*other, what);
    peer_->close(static_cast<std::uint16_t>(faultAt(*other).number("code")));
    peer_->endStream();
}

} // namespace redial
