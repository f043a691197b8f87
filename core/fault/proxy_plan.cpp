// SPDX-License-Identifier: MIT
// What the faults of a plan, and orders from outside, do to a proxy as a whole.
#include "core/fault/proxy.h"
#include "core/wire/websocket_close.h"

#include <algorithm>
#include <sys/socket.h>

namespace redial {

std::optional<std::string> Proxy::beginFault(FaultIndex index, const PlannedFault& fault,
                                             std::optional<std::uint32_t> connection)
{
    if (connection) {
        const auto found = connections_.find(*connection);
        return found == connections_.end() ? std::nullopt : found->second->beginFault(index, fault);
    }
    beginWide(index, fault);
    return std::nullopt;
}

void Proxy::beginWide(FaultIndex index, const PlannedFault& fault)
{
    wide_.begin(index, fault.fault, faults_.random(index));
    if (fault.fault.id() != "P3")
        return;
    for (ProxyConnection* connection : standing())
        (void)connection->beginFault(index, fault);
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
    wide_.end(index, fault.fault);
    if (fault.fault.id() != "P3")
        return;
    for (ProxyConnection* each : standing())
        each->endFault(index, fault);
}

void Proxy::endFaults()
{
    if (std::exchange(faultsEnded_, true))
        return;
    faults_.endFaults();
    wide_.finish();
    faults_.closeJournal();
}

std::optional<std::uint32_t> Proxy::comeAgain(const ProxyConnection& connection,
                                              std::chrono::nanoseconds hold)
{
    std::array<int, 2> pair{};
    if (connection.request().empty() ||
        connections_.size() >= static_cast<std::size_t>(settings_.mostConnections) ||
        ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair.data()) != 0)
        return std::nullopt;
    const std::uint32_t number = lastNumber_ + 1;
    seconds_[number] = std::make_unique<ProxySecondClient>(
        FileDescriptor(pair[0]), connection.request(), hold, poller_, surroundings_.clock,
        Random(settings_.seed ^ number));
    relay(FileDescriptor(pair[1]), true);
    return number;
}

bool Proxy::listen()
{
    // One that was disabled meanwhile stays closed.
    return !isWanted_ || openListener().hasValue();
}

void Proxy::setAccepting(bool on)
{
    if (!listener_.isOpen() || std::exchange(isAccepting_, on) == on)
        return;
    if (on)
        poller_.add(listener_.get(), poll_event::readable, this);
    else
        poller_.remove(listener_.get(), this);
}

std::vector<quint32> Proxy::linkNumbers() const
{
    std::vector<quint32> numbers;
    for (const auto& [number, connection] : connections_)
        numbers.push_back(number);
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

void Proxy::endLink(quint32 number, const QString& how, std::uint16_t code)
{
    const auto found = connections_.find(number);
    if (found == connections_.end())
        return;
    const DropKind kind = how == QLatin1String("close") ? DropKind::Close
                          : how == QLatin1String("fin") ? DropKind::EndOfStream
                                                        : DropKind::Reset;
    found->second->drop(kind, code, "ended by a fault of the whole server");
}

int Proxy::dropConnections(DropKind kind, const QString& station)
{
    int dropped = 0;
    for (ProxyConnection* connection : standing()) {
        if (!station.isEmpty() && connection->identity() != station)
            continue;
        connection->drop(kind, close_code::normal, "disconnected by an order");
        ++dropped;
    }
    return dropped;
}

void Proxy::onIdentified(ProxyConnection& connection)
{
    takeovers_.opened(connection.number(), connection.identity(), connection.recorder());
}

} // namespace redial
