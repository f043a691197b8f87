// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/feed.h"

namespace redial {

/// A feed on one connection, in the dialect of docs/stream.md: demands the auth message, takes
/// subscriptions, sends what was missed, answers heartbeats, sends pings. Anything it does not
/// understand is answered with an error message.
class FeedPeer final : public PeerBehaviour
{
public:
    explicit FeedPeer(std::shared_ptr<Feed> feed) : feed_(std::move(feed)) {}
    ~FeedPeer() override;

    void opened(ServerLink& link) override;
    void text(ServerLink& link, const QString& message) override;
    void closed() override;

    void send(const QString& text);

private:
    void authenticate(const QJsonObject& message);
    void subscribe(const QJsonObject& message);
    void recover(const QJsonObject& message);
    void sendAgain(const QString& channel, std::uint64_t from, std::uint64_t to);
    void answer(const QJsonObject& object);
    void pingLater();
    void end();

    std::shared_ptr<Feed> feed_;
    ServerLink* link_ = nullptr; ///< while it is open
    bool authenticated_ = false;
    std::set<QString> channels_;
    TimerId pingTimer_ = 0;
    std::int64_t pings_ = 0;
    bool pingIsOpen_ = false;
};

} // namespace redial
