// SPDX-License-Identifier: MIT
#include "core/verdict/ledger_connections.h"

#include <algorithm>
#include <map>
#include <unordered_set>
#include <utility>

namespace redial {

namespace {

/// One connection as one party saw it.
struct Seen
{
    std::uint32_t epoch = 0;
    std::string party;
    MonotonicTime begin{};
    MonotonicTime end = MonotonicTime::max();
    std::vector<LedgerMessage> out;
    std::vector<LedgerMessage> in;
};

bool isMessage(EventKind kind)
{
    return kind == EventKind::MessageIn || kind == EventKind::MessageOut;
}

void nameParty(Seen& seen, const EventLog& log, EventNumber number)
{
    if (!seen.party.empty())
        return;
    for (const FieldKey key : {FieldKey::Identity, FieldKey::Url}) {
        if (const auto name = log.text(number, key); !name.empty()) {
            seen.party = name;
            return;
        }
    }
}

/// Every connection that the party saw, in the order of their begins.
std::vector<Seen> connectionsOf(const EventLog& log, Source source)
{
    std::map<std::uint32_t, Seen> found;
    for (EventNumber number = 1; number <= log.size(); ++number) {
        const EventHeader& header = log.header(number);
        if (header.source != source || header.epoch == 0)
            continue;
        const auto [place, isNew] = found.try_emplace(header.epoch);
        Seen& seen = place->second;
        if (isNew) {
            seen.epoch = header.epoch;
            seen.begin = header.time;
        }
        nameParty(seen, log, number);
        if (header.kind == EventKind::Closed)
            seen.end = header.time;
        else if (header.kind == EventKind::MessageOut)
            seen.out.push_back(ledgerMessage(log, number));
        else if (header.kind == EventKind::MessageIn)
            seen.in.push_back(ledgerMessage(log, number));
    }
    std::vector<Seen> connections;
    for (auto& [epoch, seen] : found)
        connections.push_back(std::move(seen));
    std::stable_sort(connections.begin(), connections.end(),
                     [](const Seen& a, const Seen& b) { return a.begin < b.begin; });
    return connections;
}

/// How many of the client's messages the server's connection received.
std::size_t inCommon(const Seen& client, const Seen& server)
{
    std::unordered_set<std::size_t> written;
    for (const LedgerMessage& message : client.out)
        written.insert(message.hash);
    return std::size_t(
        std::count_if(server.in.begin(), server.in.end(), [&](const LedgerMessage& message) {
            return written.contains(message.hash);
        }));
}

/// The server's end of the client's connection: begun while that stood, with the most messages in
/// common; null if there is none.
Seen* otherEnd(const Seen& client, std::vector<Seen>& server)
{
    Seen* best = nullptr;
    std::size_t most = 0;
    auto candidate =
        std::lower_bound(server.begin(), server.end(), client.begin,
                         [](const Seen& seen, MonotonicTime begin) { return seen.begin < begin; });
    for (; candidate != server.end() && candidate->begin <= client.end; ++candidate) {
        if (candidate->epoch == 0)
            continue;
        const std::size_t common = inCommon(client, *candidate);
        if (!best || common > most) {
            best = &*candidate;
            most = common;
        }
    }
    return best;
}

std::vector<LedgerConnection> oneEnd(std::vector<Seen> seen, bool isClient)
{
    std::vector<LedgerConnection> connections;
    for (Seen& one : seen) {
        LedgerConnection connection{one.epoch, std::move(one.party), {}, {}};
        (isClient ? connection.upstream.sent : connection.downstream.sent) = std::move(one.out);
        (isClient ? connection.downstream.received : connection.upstream.received) =
            std::move(one.in);
        connections.push_back(std::move(connection));
    }
    return connections;
}

void addOtherEnds(LedgerConnections& ledger, const std::vector<Seen>& client,
                  std::vector<Seen> server)
{
    for (std::size_t i = 0; i < client.size(); ++i) {
        Seen* const other = otherEnd(client[i], server);
        if (!other)
            continue;
        ledger.connections[i].upstream.received = std::move(other->in);
        ledger.connections[i].downstream.sent = std::move(other->out);
        other->epoch = 0; // taken
    }
    ledger.ofOthers =
        std::uint64_t(std::count_if(server.begin(), server.end(), [](const Seen& seen) {
            return seen.epoch != 0 && !(seen.in.empty() && seen.out.empty());
        }));
}

/// A proxy writes down what came from a side, and what it handed on to a side.
void addProxyMessage(LedgerConnection& connection, const EventLog& log, EventNumber number)
{
    const bool isIn = log.header(number).kind == EventKind::MessageIn;
    const auto side = log.text(number, isIn ? FieldKey::From : FieldKey::To);
    const bool upstream = isIn ? side == "client" : side == "server";
    LedgerChannel& channel = upstream ? connection.upstream : connection.downstream;
    (isIn ? channel.sent : channel.received).push_back(ledgerMessage(log, number));
}

std::vector<LedgerConnection> proxyConnections(const EventLog& log)
{
    std::map<std::uint32_t, LedgerConnection> found;
    for (EventNumber number = 1; number <= log.size(); ++number) {
        const EventHeader& header = log.header(number);
        if (header.source != Source::Proxy || header.epoch == 0)
            continue;
        LedgerConnection& connection = found[header.epoch];
        connection.epoch = header.epoch;
        if (header.kind == EventKind::UpgradeRequest && connection.party.empty())
            connection.party = log.text(number, FieldKey::Url);
        if (isMessage(header.kind))
            addProxyMessage(connection, log, number);
    }
    std::vector<LedgerConnection> connections;
    for (auto& [epoch, connection] : found)
        connections.push_back(std::move(connection));
    return connections;
}

LedgerSides sidesOf(const EventLog& log)
{
    bool client = false;
    bool server = false;
    bool proxy = false;
    for (EventNumber number = 1; number <= log.size(); ++number) {
        const EventHeader& header = log.header(number);
        if (!isMessage(header.kind))
            continue;
        client = client || header.source == Source::Client;
        server = server || header.source == Source::Server;
        proxy = proxy || header.source == Source::Proxy;
    }
    if (client)
        return server ? LedgerSides::ClientAndServer : LedgerSides::ClientOnly;
    if (proxy)
        return LedgerSides::Proxy;
    return server ? LedgerSides::ServerOnly : LedgerSides::None;
}

} // namespace

LedgerConnections ledgerConnections(const EventLog& log)
{
    LedgerConnections ledger;
    ledger.sides = sidesOf(log);
    if (ledger.sides == LedgerSides::None)
        return ledger;
    if (ledger.sides == LedgerSides::Proxy) {
        ledger.connections = proxyConnections(log);
        return ledger;
    }
    const bool hasClient = ledger.sides != LedgerSides::ServerOnly;
    std::vector<Seen> seen = connectionsOf(log, hasClient ? Source::Client : Source::Server);
    // One client, whatever URLs it was sent to.
    if (hasClient)
        for (Seen& connection : seen)
            connection.party.clear();
    ledger.connections = oneEnd(seen, hasClient);
    if (ledger.sides == LedgerSides::ClientAndServer)
        addOtherEnds(ledger, seen, connectionsOf(log, Source::Server));
    return ledger;
}

} // namespace redial
