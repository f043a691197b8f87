// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/server/peer_behaviour.h"

#include <QStringList>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <set>

namespace redial {

/// What a scripted feed publishes and demands. A plain value.
struct FeedSettings
{
    QStringList channels{QStringLiteral("trades"), QStringLiteral("orders")};
    /// Messages a second on each channel.
    std::uint32_t rate = 10;
    /// The newest messages of each channel are kept and sent again on demand.
    std::uint32_t history = 1000;
    /// Nothing but the auth message is taken before it.
    bool auth = true;
    /// A token that was used before is refused.
    bool freshTokens = false;
    /// Between its own pings to each client; zero sends none. One that is not answered before the
    /// next is due ends the connection with code 4000.
    std::chrono::nanoseconds pingInterval{};

    static constexpr std::uint32_t mostRate = 10'000;
    static constexpr std::uint32_t mostHistory = 1'000'000;

    /// The first thing that is wrong, a sentence; empty if nothing is.
    QString problem() const;

    friend bool operator==(const FeedSettings&, const FeedSettings&) = default;
};

class FeedPeer;

/// The channels of one feed server: numbers messages from 1, whether anybody listens or not, keeps
/// the newest, and sends them to who has subscribed. Outlives its connections' subscriptions, not
/// the clock. Memory is bounded by settings.
class Feed
{
public:
    Feed(FeedSettings settings, Clock& clock);
    ~Feed();
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;

    const FeedSettings& settings() const { return settings_; }
    Clock& clock() const { return clock_; }
    bool hasChannel(const QString& name) const { return channels_.contains(name); }
    /// The number that comes next.
    std::uint64_t next(const QString& channel) const;
    /// The oldest number that can be sent again; next() if none can.
    std::uint64_t oldest(const QString& channel) const;
    /// Message `number` of the channel; precondition: oldest() <= number < next().
    QString message(const QString& channel, std::uint64_t number) const;

    void subscribe(FeedPeer& peer, const QString& channel);
    void forget(FeedPeer& peer);
    /// False if it was used before and must not be.
    bool takeToken(const QString& token);

    /// A behaviour factory over one feed; the clock outlives it and its behaviours.
    static BehaviourFactory factory(FeedSettings settings, Clock& clock);

private:
    struct Channel
    {
        std::uint64_t next = 1;
        std::set<FeedPeer*> subscribers;
    };

    void publish();

    FeedSettings settings_;
    Clock& clock_;
    std::map<QString, Channel> channels_;
    std::set<std::size_t> usedTokens_;
    TimerId timer_ = 0;
};

} // namespace redial
