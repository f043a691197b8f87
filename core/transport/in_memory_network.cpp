// SPDX-License-Identifier: MIT
#include "core/transport/in_memory_network.h"

#include "core/transport/in_memory_transport.h"

namespace redial {

InMemoryNetwork::InMemoryNetwork(Clock& clock, QObject* parent) : QObject(parent), clock_(clock) {}

InMemoryNetwork::~InMemoryNetwork()
{
    for (const TimerId timer : late_)
        clock_.cancelTimer(timer);
}

std::vector<std::shared_ptr<InMemoryPeer>> InMemoryNetwork::peers() const
{
    std::vector<std::shared_ptr<InMemoryPeer>> standing;
    for (const auto& [connection, peer] : peers_)
        standing.push_back(peer);
    return standing;
}

void InMemoryNetwork::arrive(const TransportRequest& request,
                             const std::shared_ptr<InMemoryLink>& link)
{
    const quint32 connection = ++lastConnection_;
    const InMemoryAnswer decision =
        admission_ ? admission_(connection, request)
                   : InMemoryAnswer{InMemoryAnswer::Accept{request.subprotocols.value(0)}};
    if (decision.after.count() <= 0)
        return answer(connection, request, decision, link);
    const auto timer = std::make_shared<TimerId>();
    *timer = clock_.startTimer(
        decision.after, [this, timer, connection, request, decision, weak = std::weak_ptr(link)] {
            late_.erase(*timer);
            // The link is gone if the client has given up.
            if (const auto late = weak.lock(); late && late->client)
                answer(connection, request, decision, late);
        });
    late_.insert(*timer);
}

void InMemoryNetwork::answer(quint32 connection, const TransportRequest& request,
                             const InMemoryAnswer& decision,
                             const std::shared_ptr<InMemoryLink>& link)
{
    if (const auto* refusal = std::get_if<InMemoryAnswer::Refuse>(&decision.answer)) {
        sendToClient(link, [info = refusal->info](InMemoryTransport& client) {
            client.deliverRefusal(info);
        });
    }
    if (const auto* acceptance = std::get_if<InMemoryAnswer::Accept>(&decision.answer))
        accept(connection, request, *acceptance, link);
}

void InMemoryNetwork::accept(quint32 connection, const TransportRequest& request,
                             const InMemoryAnswer::Accept& answer,
                             const std::shared_ptr<InMemoryLink>& link)
{
    auto peer = std::make_shared<InMemoryPeer>(connection, request, link);
    link->peer = peer;
    peers_.emplace(connection, peer);
    connect(peer.get(), &InMemoryPeer::closed, this,
            [this, connection] { peers_.erase(connection); });
    sendToClient(link, [answer](InMemoryTransport& client) {
        client.deliverOpened(answer.subprotocol);
        if (!answer.rest.empty())
            client.deliverBytes(answer.rest);
    });
    emit connected(peer);
}

} // namespace redial
