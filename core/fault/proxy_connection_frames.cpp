// SPDX-License-Identifier: MIT
// What faults do to the frames of one relayed connection.
#include "core/fault/fault_catalogue.h"
#include "core/fault/fault_stages.h"
#include "core/fault/proxy_connection.h"
#include "core/fault/proxy_connection_faults.h"

namespace redial {

namespace {

using namespace std::chrono_literals;
using Kind = WebSocketEvent::Kind;
using Room = ProxyInspection::Room;
using After = WebSocketFaultBytes::After;

/// How long the other side may take to answer a Close frame of the proxy's own.
constexpr auto closeTimeout = 3s;
/// Until the next attempt to send a ping while a message is on its way.
constexpr auto retryPause = 10ms;

} // namespace

std::optional<std::string> ProxyConnection::putInSoon(FaultIndex index, const PlannedFault& fault)
{
    if (!inspection_)
        return std::nullopt;
    const Room room = inspection_->roomIn(directionsOf(fault).front());
    if (room == Room::Now)
        return putIn(fault);
    if (room == Room::Later)
        waitingFrames_.push_back({index, fault});
    return std::nullopt;
}

std::optional<std::string> ProxyConnection::putIn(const PlannedFault& fault)
{
    const StreamDirection direction = directionsOf(fault).front();
    auto frames = ownFrames_.make(fault.fault, direction, inspection_->ocpp());
    if (!frames)
        return std::nullopt;
    const std::string detail = frames->detail;
    const After after = frames->after;
    inspection_->putIn(direction, std::move(*frames));
    if (after == After::CloseSent && !plannedEnd_)
        endLater(closeTimeout, StreamEnd::Close, "the Close frame was not answered");
    if (!pumping_)
        pump();
    if (fault.fault.id() == "O12")
        endLater(fault.fault.duration("cut_after"), StreamEnd::Reset, "O12: cut on purpose");
    return detail;
}

void ProxyConnection::drop(DropKind kind, std::uint16_t code, const std::string& detail)
{
    if (kind == DropKind::Reset)
        return reset(detail);
    const bool mayClose = inspection_ && state_ == State::Relaying &&
                          inspection_->roomIn(StreamDirection::Downstream) != Room::Never;
    if (kind == DropKind::EndOfStream || !mayClose)
        return close(detail);
    PlannedFault fault{Fault(*findFault(QStringLiteral("W1")))};
    (void)fault.fault.set(QStringLiteral("code"), QString::number(code));
    if (inspection_->roomIn(StreamDirection::Downstream) == Room::Now)
        (void)putIn(fault);
    else
        close(detail);
}

void ProxyConnection::putInWaiting()
{
    for (const HeldFault& waiting : std::exchange(waitingFrames_, {})) {
        if (const auto done = putInSoon(waiting.index, waiting.fault))
            owner_.faults().bitten(waiting.index, number_, *done);
    }
}

void ProxyConnection::demandPongs(MonotonicTime now)
{
    if (!pongDemand_)
        return;
    if (pongDemand_->due && *pongDemand_->due <= now) {
        pongDemand_.reset();
        return endLater(0ns, StreamEnd::Reset, "W27: no pong came");
    }
    if (pongDemand_->next > now)
        return;
    const FaultIndex index = pongDemand_->index;
    const PlannedFault fault = pongDemand_->fault;
    const Room room = inspection_ ? inspection_->roomIn(directionsOf(fault).front()) : Room::Never;
    if (room == Room::Never)
        return pongDemand_.reset();
    pongDemand_->next =
        now + (room == Room::Now
                   ? std::max<std::chrono::nanoseconds>(fault.fault.duration("interval"), 1ms)
                   : std::chrono::nanoseconds(retryPause));
    if (room == Room::Later)
        return;
    if (!pongDemand_->due)
        pongDemand_->due =
            now + std::max<std::chrono::nanoseconds>(fault.fault.duration("timeout"), 1ms);
    if (const auto done = putIn(fault))
        owner_.faults().bitten(index, number_, *done);
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
            treatment.closeCode = static_cast<std::uint16_t>(each.fault.fault.number("code"));
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
        .addStage(faultStageName(held.index), makeBlackholeStage(0ns, true),
                  surroundings_.clock.now());
}

} // namespace redial
