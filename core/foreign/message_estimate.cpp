// SPDX-License-Identifier: MIT
// What a client sends when it is back: stale bursts, messages a second time, and connections beside
// one that stands.
#include "core/foreign/behaviour_estimate.h"

#include <algorithm>
#include <map>

namespace redial {

namespace {

using namespace std::chrono_literals;

Estimate counted(const QString& id, const QString& title, std::size_t count, std::size_t samples,
                 std::vector<EventNumber> evidence)
{
    if (evidence.size() > Estimate::mostEvidence)
        evidence.resize(Estimate::mostEvidence);
    const double value = double(count);
    return {id,    title,   Estimate::Unit::Count, {}, value, value,
            value, samples, std::move(evidence),   {}};
}

std::size_t comebacksOf(const Observations& observations)
{
    std::size_t opened = 0;
    for (const ObservedConnection& link : observations.connections)
        opened += link.opened ? 1 : 0;
    return opened > 0 ? opened - 1 : 0;
}

/// The same action so often within a moment after the open is no news but what had piled up.
constexpr std::chrono::nanoseconds burstWindow = 250ms;
constexpr std::size_t fewestOfBurst = 3;

} // namespace

Estimate staleBurstsOf(const Observations& observations)
{
    const QString id = QStringLiteral("stale_burst");
    const QString title = QStringLiteral("stale messages at once after it came back");
    if (comebacksOf(observations) == 0)
        return unknownEstimate(id, title, QStringLiteral("not measured: it did not come back"));
    std::size_t most = 0;
    std::vector<EventNumber> evidence;
    for (std::size_t i = 1; i < observations.connections.size(); ++i) {
        const ObservedConnection& link = observations.connections[i];
        std::map<std::string, std::vector<EventNumber>> kinds;
        for (const SentMessage& message : link.messages)
            if (link.opened && message.at.time - link.opened.time <= burstWindow)
                kinds[message.action.empty() ? message.payload : message.action].push_back(
                    message.at.event);
        for (const auto& [kind, events] : kinds) {
            if (events.size() < fewestOfBurst || events.size() <= most)
                continue;
            most = events.size();
            evidence = events;
        }
    }
    return counted(id, title, most, comebacksOf(observations), evidence);
}

Estimate duplicatesOf(const Observations& observations)
{
    const QString id = QStringLiteral("duplicates");
    const QString title = QStringLiteral("messages sent again on a later connection");
    if (comebacksOf(observations) == 0)
        return unknownEstimate(id, title, QStringLiteral("not measured: it did not come back"));
    std::map<std::string, std::pair<std::uint32_t, EventNumber>> sent;
    std::size_t count = 0;
    std::vector<EventNumber> evidence;
    for (const ObservedConnection& link : observations.connections) {
        for (const SentMessage& message : link.messages) {
            // Without an id, equal text is no proof: it may be a heartbeat.
            if (message.id.empty())
                continue;
            const auto known = sent.try_emplace(message.id, link.number, message.at.event);
            if (known.second || known.first->second.first == link.number)
                continue;
            ++count;
            evidence.push_back(known.first->second.second);
            evidence.push_back(message.at.event);
        }
    }
    return counted(id, title, count, sent.size(), evidence);
}

Estimate overlapsOf(const Observations& observations)
{
    const QString id = QStringLiteral("overlaps");
    const QString title = QStringLiteral("connections beside one that stood");
    std::size_t count = 0;
    std::vector<EventNumber> evidence;
    for (std::size_t i = 1; i < observations.connections.size(); ++i) {
        const ObservedConnection& before = observations.connections[i - 1];
        const ObservedConnection& link = observations.connections[i];
        // One that was silent is given up without a word: that is no second one.
        const bool stands =
            !before.silent && (!before.ended || before.ended.event > link.accepted.event);
        if (!stands)
            continue;
        ++count;
        evidence.push_back(before.accepted.event);
        evidence.push_back(link.accepted.event);
    }
    if (observations.connections.empty())
        return unknownEstimate(id, title, QStringLiteral("not measured: nobody connected"));
    return counted(id, title, count, observations.connections.size(), evidence);
}

} // namespace redial
