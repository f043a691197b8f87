// SPDX-License-Identifier: MIT
// What the faults of a plan, and orders from outside, do to a proxy as a whole.
#include "core/fault/proxy.h"

namespace redial {

std::optional<std::string> Proxy::beginFault(FaultIndex index, const PlannedFault& fault,
                                             std::optional<std::uint32_t> connection)
{
    if (connection) {
        const auto found = connections_.find(*connection);
        return found == connections_.end() ? std::nullopt : found->second->beginFault(index, fault);
    }
    const std::string_view id = fault.fault.id();
    if (id != "T1" && id != "T12")
        return std::nullopt;
    takeDown(fault.fault);
    if (id == "T12")
        flap(index, fault.fault, false);
    return "the port is closed";
}

void Proxy::endFault(FaultIndex index, const PlannedFault& fault,
                     std::optional<std::uint32_t> connection)
{
    if (connection) {
        const auto found = connections_.find(*connection);
        if (found != connections_.end())
            found->second->endFault(index, fault);
        return;
    }
    surroundings_.clock.cancelTimer(flapTimer_);
    bringUp();
}

void Proxy::takeDown(const Fault& fault)
{
    isDown_ = true;
    closeListener();
    if (!fault.isOn("drop_connections"))
        return;
    for (ProxyConnection* connection : standing())
        connection->reset(std::string(fault.id()) + ": the port was closed");
}

void Proxy::bringUp()
{
    isDown_ = false;
    if (!isWanted_)
        return;
    if (const auto opened = openListener(); !opened)
        recorder_.record(EventKind::Refused, {{FieldKey::Detail, opened.error().toStdString()}});
}

void Proxy::flap(FaultIndex index, const Fault& fault, bool isUp)
{
    flapTimer_ = surroundings_.clock.startTimer(fault.duration(isUp ? "up" : "down"),
                                                [this, index, fault, isUp] {
                                                    if (isUp)
                                                        takeDown(fault);
                                                    else
                                                        bringUp();
                                                    flap(index, fault, !isUp);
                                                });
}

int Proxy::dropConnections(DropKind kind, const QString& station)
{
    int dropped = 0;
    for (ProxyConnection* connection : standing()) {
        if (!station.isEmpty() && connection->identity() != station)
            continue;
        connection->drop(kind);
        ++dropped;
    }
    return dropped;
}

void Proxy::onIdentified(ProxyConnection& connection)
{
    takeovers_.opened(connection.number(), connection.identity(), connection.recorder());
}

} // namespace redial
