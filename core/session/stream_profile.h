// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/message_rule.h"
#include "core/session/stream_router.h"
#include "core/session/stream_session_input.h"
#include "core/session/token_provider.h"

#include <QJsonObject>

#include <optional>
#include <vector>

namespace redial {

/// A message that asks, and how its answer is recognised. Without `accepted` no answer is waited
/// for. Without `refused` a message that has the values' places with other values is a refusal.
struct StreamQuestion
{
    QString message;
    std::optional<MessageRule> accepted;
    std::optional<MessageRule> refused;

    bool isAccepted(const StreamMessage& answer) const;
    bool isRefused(const StreamMessage& answer) const;

    friend bool operator==(const StreamQuestion&, const StreamQuestion&) = default;
};

struct StreamSubscription
{
    QString name; ///< the channel's, or any other that is told apart in the log
    StreamQuestion question;

    friend bool operator==(const StreamSubscription&, const StreamSubscription&) = default;
};

struct StreamHeartbeat
{
    QString message;
    /// Absent: no answer is waited for.
    std::optional<MessageRule> pong;

    friend bool operator==(const StreamHeartbeat&, const StreamHeartbeat&) = default;
};

struct PassivePing
{
    MessageRule ping;
    QString answer; ///< a template; places {/pointer} are filled from the ping

    friend bool operator==(const PassivePing&, const PassivePing&) = default;
};

/// Everything that a stream session is made of but its handlers' functions: the messages are
/// templates (message_template.h). Places: {token} and {nonce} in auth; {name} and {from} in a
/// subscription; {channel}, {from} and {to} in recovery. A plain value without secrets; toJson() is
/// what a run file says.
struct StreamProfile
{
    std::optional<StreamQuestion> auth;
    TokenSource token;
    std::vector<StreamSubscription> subscriptions;
    std::optional<StreamHeartbeat> heartbeat;
    std::vector<PassivePing> passivePings;
    /// Where a message names its channel and its sequence number; empty: nowhere.
    QString channelPointer = QStringLiteral("/channel");
    QString sequencePointer = QStringLiteral("/seq");
    /// Asks for what is missing; `accepted` says that all of it was sent, `refused` that it is
    /// gone.
    std::optional<StreamQuestion> recovery;
    /// Handlers; empty: one, "default", for everything.
    std::vector<StreamRoute> routes;
    StreamSessionPolicy policy;

    StreamSessionRules rules() const;
    const PassivePing* passivePingOf(const StreamMessage& message) const;
    QString channelOf(const StreamMessage& message) const;
    std::optional<std::uint64_t> sequenceOf(const StreamMessage& message) const;
    /// The route of a channel, by the routes' own rules.
    QString handlerOf(const QString& channel) const;

    /// Everything that is wrong, each at its path ("subscriptions/1/message"); empty if nothing is.
    std::vector<KnobError> validate() const;

    QJsonObject toJson() const;
    /// What toJson() wrote, or a person (docs/stream.md). All errors at once.
    static Expected<StreamProfile, std::vector<KnobError>> fromJson(const QJsonObject& object);

    friend bool operator==(const StreamProfile&, const StreamProfile&) = default;
};

/// What a subscription says by itself: {"type":"subscribe","channel":"{name}"}.
QString standardSubscription();

} // namespace redial
