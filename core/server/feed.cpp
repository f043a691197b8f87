// SPDX-License-Identifier: MIT
#include "core/server/feed.h"

#include "core/server/feed_peer.h"

#include <QHash>
#include <QJsonDocument>
#include <QSet>

#include <algorithm>

namespace redial {

namespace {

/// Tokens that are remembered; beyond it the memory begins anew.
constexpr std::size_t mostTokens = 100'000;
constexpr qsizetype mostChannels = 1000;

} // namespace

QString FeedSettings::problem() const
{
    if (channels.isEmpty() || channels.size() > mostChannels)
        return QStringLiteral("a feed has 1 to %1 channels; name them.").arg(mostChannels);
    if (channels.contains(QString()) ||
        QSet<QString>(channels.begin(), channels.end()).size() != channels.size())
        return QStringLiteral("each channel of a feed needs a name of its own.");
    if (rate == 0 || rate > mostRate)
        return QStringLiteral("a rate of %1 is not possible; choose 1 to %2 messages a second.")
            .arg(rate)
            .arg(mostRate);
    if (history > mostHistory)
        return QStringLiteral("a history of %1 messages is too long; choose at most %2.")
            .arg(history)
            .arg(mostHistory);
    if (pingInterval < std::chrono::nanoseconds::zero())
        return QStringLiteral("the time between pings is negative; set it to 0 or more.");
    return {};
}

Feed::Feed(FeedSettings settings, Clock& clock) : settings_(std::move(settings)), clock_(clock)
{
    for (const QString& name : settings_.channels)
        channels_[name];
    publish();
}

Feed::~Feed()
{
    clock_.cancelTimer(timer_);
}

std::uint64_t Feed::next(const QString& channel) const
{
    return channels_.at(channel).next;
}

std::uint64_t Feed::oldest(const QString& channel) const
{
    const std::uint64_t upcoming = next(channel);
    return upcoming - std::min<std::uint64_t>(upcoming - 1, settings_.history);
}

/// Its contents follow from its number: nothing has to be kept for it to be sent again.
QString Feed::message(const QString& channel, std::uint64_t number) const
{
    const QJsonObject object{
        {QStringLiteral("channel"), channel},
        {QStringLiteral("seq"), qint64(number)},
        {QStringLiteral("data"), QStringLiteral("%1-%2").arg(channel).arg(number)}};
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

void Feed::subscribe(FeedPeer& peer, const QString& channel)
{
    channels_.at(channel).subscribers.insert(&peer);
}

void Feed::forget(FeedPeer& peer)
{
    for (auto& [name, channel] : channels_)
        channel.subscribers.erase(&peer);
}

bool Feed::takeToken(const QString& token)
{
    if (!settings_.freshTokens)
        return true;
    if (usedTokens_.size() >= mostTokens)
        usedTokens_.clear();
    return usedTokens_.insert(qHash(token)).second;
}

void Feed::publish()
{
    const auto interval = std::chrono::nanoseconds(std::chrono::seconds(1)) / settings_.rate;
    timer_ = clock_.startTimer(interval, [this] {
        for (auto& [name, channel] : channels_) {
            const std::uint64_t number = channel.next++;
            // A peer that is written to may end and forget itself.
            const auto subscribers = channel.subscribers;
            for (FeedPeer* peer : subscribers) {
                if (channel.subscribers.contains(peer))
                    peer->send(message(name, number));
            }
        }
        publish();
    });
}

BehaviourFactory Feed::factory(FeedSettings settings, Clock& clock)
{
    auto feed = std::make_shared<Feed>(std::move(settings), clock);
    return [feed](const ServerLinkFacts&) { return std::make_unique<FeedPeer>(feed); };
}

} // namespace redial
