// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/stream_message.h"

#include <QString>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace redial {

/// One message as a handler gets it.
struct StreamDelivery
{
    const StreamMessage& message;
    QString channel; ///< empty if the message names none
    std::optional<std::uint64_t> sequence;
};

/// Which channels a handler is for: "books", "book.*" for all that begin so, "*" for the rest.
struct StreamRoute
{
    QString handler; ///< its name in the log
    QString channel = QStringLiteral("*");

    friend bool operator==(const StreamRoute&, const StreamRoute&) = default;
};

/// Gives each message to one handler: the one for its very channel, else the one with the longest
/// prefix, else the one for the rest. Knows nothing of connections: handlers stay over a reconnect
/// (B8).
class StreamRouter
{
public:
    using Handler = std::function<void(const StreamDelivery&)>;

    /// A second one for the same channels takes the first one's place.
    void add(StreamRoute route, Handler handler);
    /// What handlers for this channel do is done by `handler` from now on; false if there is no
    /// such name.
    bool replace(const QString& name, Handler handler);
    /// Null if nobody wants it.
    const StreamRoute* routeFor(const QString& channel) const;
    /// The name of the handler that was called; empty if there was none. The handler may change the
    /// router.
    QString deliver(const StreamDelivery& delivery) const;

private:
    struct Entry
    {
        StreamRoute route;
        Handler handler;
    };
    const Entry* entryFor(const QString& channel) const;

    std::vector<Entry> entries_;
};

} // namespace redial
