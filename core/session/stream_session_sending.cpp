// SPDX-License-Identifier: MIT
// What a StreamSession sends: auth, subscriptions, heartbeats, answers to passive pings.
#include "core/session/message_template.h"
#include "core/session/stream_session.h"

#include <QCryptographicHash>
#include <QFutureWatcher>

#include <utility>

namespace redial {

namespace {

using Input = StreamSessionInput;

const QString tokenPlace = QStringLiteral("token");
const QString noncePlace = QStringLiteral("nonce");

} // namespace

void StreamSession::fetchToken()
{
    const quint64 question = ++tokenQuestion_;
    // A fixed message needs no token.
    if (!hasPlace(profile_.auth->message, tokenPlace))
        return onToken(question, QString());
    ++figures_.tokensAsked;
    const QFuture<TokenResult> future = provider_(recorder_.epoch());
    if (future.isFinished())
        return onToken(question, future.resultCount() > 0
                                     ? future.result()
                                     : Unexpected{QStringLiteral("the token was not given.")});
    auto* watcher = new QFutureWatcher<TokenResult>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, question] {
        watcher->deleteLater();
        const QFuture<TokenResult> done = watcher->future();
        onToken(question, done.resultCount() > 0
                              ? done.result()
                              : Unexpected{QStringLiteral("the token was not given.")});
    });
    watcher->setFuture(future);
}

void StreamSession::onToken(quint64 question, const TokenResult& token)
{
    if (question != tokenQuestion_)
        return;
    if (token) {
        token_ = *token;
        return process({.kind = Input::Kind::TokenProvided});
    }
    recorder_.record(EventKind::AuthAnswered, {{FieldKey::Outcome, "refused"},
                                               {FieldKey::Reason, token.error().toStdString()}});
    process({.kind = Input::Kind::TokenFailed});
}

void StreamSession::sendAuth()
{
    const QString nonce = QStringLiteral("%1").arg(random_.next(), 16, 16, QLatin1Char('0'));
    const QString token = std::exchange(token_, QString());
    if (operations_.keepSecret && !token.isEmpty())
        operations_.keepSecret(token);
    const QString text =
        fillTemplate(profile_.auth->message, [&](const QString& name) -> std::optional<QString> {
            if (name == tokenPlace)
                return token;
            return name == noncePlace ? std::optional(nonce) : std::nullopt;
        });
    // What must differ from connection to connection: the token, or what is made of it and a nonce.
    const QByteArray hash =
        QCryptographicHash::hash(salt_ + text.toUtf8(), QCryptographicHash::Sha256)
            .toHex()
            .left(16);
    authSentAt_ = clock_.now();
    recorder_.record(EventKind::AuthSent, {{FieldKey::TokenHash, hash.toStdString()}});
    operations_.sendText(text);
}

void StreamSession::sendSubscription(std::uint32_t index)
{
    const StreamSubscription& subscription = profile_.subscriptions[index];
    const auto channel = channels_.find(subscription.name);
    const auto next = channel == channels_.end() ? std::nullopt : channel->second.sequence.next();
    const QString text = fillTemplate(
        subscription.question.message, [&](const QString& name) -> std::optional<QString> {
            if (name == QLatin1String("name"))
                return subscription.name;
            // Before the first message there is nothing to continue from: 0 asks for what is new.
            return name == QLatin1String("from") ? std::optional(QString::number(next.value_or(0)))
                                                 : std::nullopt;
        });
    subscribedAt_ = clock_.now();
    recorder_.record(EventKind::SubscriptionSent,
                     {{FieldKey::Subscription, subscription.name.toStdString()}});
    operations_.sendText(text);
}

void StreamSession::sendHeartbeat()
{
    // While an earlier one is unanswered, its pong is the one that is waited for.
    if (timers_[std::size_t(StreamTimer::Pong)] == 0)
        heartbeatSentAt_ = clock_.now();
    recorder_.record(EventKind::HeartbeatSent,
                     {{FieldKey::Size, profile_.heartbeat->message.toUtf8().size()}});
    operations_.sendText(profile_.heartbeat->message);
}

void StreamSession::answerPing()
{
    ++figures_.passivePings;
    recorder_.record(EventKind::PassivePingAnswered,
                     {{FieldKey::Size, pingAnswer_.toUtf8().size()}});
    operations_.sendText(pingAnswer_);
}

} // namespace redial
