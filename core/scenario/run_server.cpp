// SPDX-License-Identifier: MIT
#include "core/scenario/run_server.h"

namespace redial {

namespace {

/// Has the channels that the client subscribes to.
FeedSettings standardFeed(const StationRunConfiguration& configuration)
{
    FeedSettings feed;
    QStringList names;
    for (const StreamSubscription& subscription : configuration.stream->subscriptions)
        names << subscription.name;
    if (!names.isEmpty())
        feed.channels = names;
    return feed;
}

} // namespace

ServerSettings serverSettings(const StationRunConfiguration& configuration, Clock& clock)
{
    ServerSettings settings;
    settings.port = configuration.serverPort;
    settings.script = configuration.script;
    if (configuration.protocol) {
        settings.subprotocols = {protocolText(configuration.protocol)};
        settings.closeWithoutSubprotocol = true;
        settings.behaviour = CentralSystem::factory(configuration.boot);
    } else if (configuration.servesFeed()) {
        settings.behaviour = Feed::factory(
            configuration.feed ? *configuration.feed : standardFeed(configuration), clock);
    }
    return settings;
}

} // namespace redial
