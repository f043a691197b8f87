// SPDX-License-Identifier: MIT
#include "core/session/stream_router.h"

#include <algorithm>
#include <utility>

namespace redial {

namespace {

/// The longer, the closer; absent if the route is not for the channel.
std::optional<qsizetype> closeness(const StreamRoute& route, const QString& channel)
{
    if (!route.channel.endsWith(QLatin1Char('*')))
        return route.channel == channel ? std::optional(channel.size() + 1) : std::nullopt;
    const qsizetype length = route.channel.size() - 1;
    // A channel without a name has no prefix, not even an empty one.
    const bool isFor = length == 0 || channel.startsWith(route.channel.left(length));
    return isFor ? std::optional(length) : std::nullopt;
}

} // namespace

void StreamRouter::add(StreamRoute route, Handler handler)
{
    const auto same = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
        return entry.route.channel == route.channel;
    });
    if (same == entries_.end())
        entries_.push_back({std::move(route), std::move(handler)});
    else
        *same = {std::move(route), std::move(handler)};
}

bool StreamRouter::replace(const QString& name, Handler handler)
{
    bool found = false;
    for (Entry& entry : entries_) {
        if (entry.route.handler != name)
            continue;
        entry.handler = handler;
        found = true;
    }
    return found;
}

const StreamRouter::Entry* StreamRouter::entryFor(const QString& channel) const
{
    const Entry* closest = nullptr;
    qsizetype best = -1;
    for (const Entry& entry : entries_) {
        const auto length = closeness(entry.route, channel);
        if (length && *length > best) {
            closest = &entry;
            best = *length;
        }
    }
    return closest;
}

const StreamRoute* StreamRouter::routeFor(const QString& channel) const
{
    const Entry* entry = entryFor(channel);
    return entry ? &entry->route : nullptr;
}

QString StreamRouter::deliver(const StreamDelivery& delivery) const
{
    const Entry* entry = entryFor(delivery.channel);
    if (!entry)
        return {};
    const QString name = entry->route.handler;
    if (const Handler handler = entry->handler)
        handler(delivery);
    return name;
}

} // namespace redial
