// SPDX-License-Identifier: MIT
#include "core/server/feed_peer.h"

#include <QJsonDocument>

#include <algorithm>
#include <utility>

namespace redial {

namespace {

const QString typeKey = QStringLiteral("type");
const QString channelKey = QStringLiteral("channel");
const QString reasonKey = QStringLiteral("reason");

/// 0 where there is no such number.
std::uint64_t numberOf(const QJsonObject& message, const char* name)
{
    constexpr double most = 9007199254740991.0;
    const double number = message.value(QLatin1String(name)).toDouble();
    return number >= 0 && number <= most ? std::uint64_t(number) : 0;
}

} // namespace

FeedPeer::~FeedPeer()
{
    end();
}

void FeedPeer::opened(ServerLink& link)
{
    link_ = &link;
    authenticated_ = !feed_->settings().auth;
    if (authenticated_)
        pingLater();
}

void FeedPeer::closed()
{
    end();
}

void FeedPeer::end()
{
    link_ = nullptr;
    feed_->forget(*this);
    feed_->clock().cancelTimer(std::exchange(pingTimer_, 0));
}

void FeedPeer::send(const QString& text)
{
    if (link_)
        link_->sendText(text);
}

void FeedPeer::answer(const QJsonObject& object)
{
    send(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)));
}

void FeedPeer::text(ServerLink&, const QString& text)
{
    const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
    const QString type = message.value(typeKey).toString();
    if (type == QLatin1String("auth"))
        return authenticate(message);
    if (!authenticated_)
        return answer({{typeKey, QStringLiteral("error")},
                       {reasonKey, QStringLiteral("authenticate first")}});
    if (type == QLatin1String("subscribe"))
        return subscribe(message);
    if (type == QLatin1String("recover"))
        return recover(message);
    if (type == QLatin1String("heartbeat"))
        return answer({{typeKey, QStringLiteral("heartbeat_ok")}});
    if (type == QLatin1String("pong")) {
        pingIsOpen_ = pingIsOpen_ && qint64(numberOf(message, "id")) != pings_;
        return;
    }
    answer({{typeKey, QStringLiteral("error")}, {reasonKey, QStringLiteral("not understood")}});
}

void FeedPeer::authenticate(const QJsonObject& message)
{
    const QString token = message.value(QLatin1String("token")).toString();
    const bool isAccepted = !token.isEmpty() && feed_->takeToken(token);
    if (!isAccepted)
        return answer({{typeKey, QStringLiteral("auth_refused")},
                       {reasonKey, token.isEmpty() ? QStringLiteral("no token")
                                                   : QStringLiteral("the token was used before")}});
    if (!std::exchange(authenticated_, true))
        pingLater();
    answer({{typeKey, QStringLiteral("auth_ok")}});
}

void FeedPeer::subscribe(const QJsonObject& message)
{
    const QString channel = message.value(channelKey).toString();
    const bool isNew = !channels_.contains(channel);
    if (!feed_->hasChannel(channel) || !isNew)
        return answer({{typeKey, QStringLiteral("subscribe_refused")},
                       {channelKey, channel},
                       {reasonKey, isNew ? QStringLiteral("no such channel")
                                         : QStringLiteral("subscribed already")}});
    channels_.insert(channel);
    feed_->subscribe(*this, channel);
    const std::uint64_t from = numberOf(message, "from");
    const std::uint64_t next = feed_->next(channel);
    answer({{typeKey, QStringLiteral("subscribed")},
            {channelKey, channel},
            {QStringLiteral("recovered"), from == 0 || from >= feed_->oldest(channel)},
            {QStringLiteral("next"), qint64(next)}});
    if (from > 0)
        sendAgain(channel, from, next - 1);
}

void FeedPeer::recover(const QJsonObject& message)
{
    const QString channel = message.value(channelKey).toString();
    const std::uint64_t from = std::max<std::uint64_t>(numberOf(message, "from"), 1);
    const std::uint64_t to = numberOf(message, "to");
    const bool isKnown = channels_.contains(channel);
    const bool hasAll = isKnown && from >= feed_->oldest(channel) && to < feed_->next(channel);
    if (isKnown)
        sendAgain(channel, from, to);
    answer({{typeKey, hasAll ? QStringLiteral("recovered") : QStringLiteral("lost")},
            {channelKey, channel},
            {QStringLiteral("from"), qint64(from)},
            {QStringLiteral("to"), qint64(to)}});
}

void FeedPeer::sendAgain(const QString& channel, std::uint64_t from, std::uint64_t to)
{
    const std::uint64_t first = std::max(from, feed_->oldest(channel));
    const std::uint64_t end = std::min(to + 1, feed_->next(channel));
    // The link may end while it is written to.
    for (std::uint64_t number = first; number < end && link_; ++number)
        send(feed_->message(channel, number));
}

void FeedPeer::pingLater()
{
    const auto interval = feed_->settings().pingInterval;
    if (interval <= std::chrono::nanoseconds::zero() || !link_)
        return;
    pingTimer_ = feed_->clock().startTimer(interval, [this] {
        pingTimer_ = 0;
        if (pingIsOpen_ && link_)
            return link_->close(4000, QStringLiteral("ping not answered"));
        pingIsOpen_ = true;
        answer({{typeKey, QStringLiteral("ping")}, {QStringLiteral("id"), qint64(++pings_)}});
        pingLater();
    });
}

} // namespace redial
