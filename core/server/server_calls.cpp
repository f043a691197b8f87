// SPDX-License-Identifier: MIT
#include "core/server/server_calls.h"

#include "core/wire/ocpp_secrets.h"

#include <QJsonDocument>

#include <utility>

namespace redial {

namespace {

std::string loggable(const QJsonObject& payload)
{
    return maskSecrets(QJsonDocument(payload).toJson(QJsonDocument::Compact)).toStdString();
}

} // namespace

ServerCalls::ServerCalls(ServerLink& link, Clock& clock) : link_(link), clock_(clock) {}

ServerCalls::~ServerCalls()
{
    clock_.cancelTimer(timer_);
}

void ServerCalls::call(const QString& action, const QJsonObject& payload)
{
    const QString id = QStringLiteral("server-%1-%2").arg(link_.facts().number).arg(++last_);
    waiting_.push_back({id, action, payload, clock_.now()});
    sendNext();
}

void ServerCalls::sendNext()
{
    if (open_ || waiting_.empty())
        return;
    open_ = std::move(waiting_.front());
    waiting_.pop_front();
    open_->since = clock_.now();
    timer_ = clock_.startTimer(callTimeout, [this] {
        timer_ = 0;
        resolveOpen("timed_out", {}, {});
    });
    const QString text = writeCall(open_->id, open_->action, open_->payload);
    link_.recorder().record(EventKind::CallSent, {{FieldKey::MessageId, open_->id.toStdString()},
                                                  {FieldKey::Action, open_->action.toStdString()},
                                                  {FieldKey::Payload, loggable(open_->payload)},
                                                  {FieldKey::Size, text.toUtf8().size()}});
    link_.sendText(text);
}

bool ServerCalls::answered(const OcppMessage& answer)
{
    if (!open_ || open_->id != answer.id)
        return false;
    const bool isResult = answer.type == OcppMessageType::CallResult;
    resolveOpen(isResult ? "result" : "error", answer.errorCode, answer.payload);
    return true;
}

bool ServerCalls::answeredBadly(const QString& id)
{
    if (!open_ || open_->id != id)
        return false;
    resolveOpen("error", {}, {});
    return true;
}

void ServerCalls::connectionClosed()
{
    clock_.cancelTimer(std::exchange(timer_, 0));
    if (const auto call = std::exchange(open_, std::nullopt))
        record(*call, "connection_closed", {}, {});
    for (const Call& call : std::exchange(waiting_, {}))
        record(call, "connection_closed", {}, {});
}

void ServerCalls::resolveOpen(const char* outcome, const QString& errorCode,
                              const QJsonObject& payload)
{
    clock_.cancelTimer(std::exchange(timer_, 0));
    record(*std::exchange(open_, std::nullopt), outcome, errorCode, payload);
    sendNext();
}

void ServerCalls::record(const Call& call, const char* outcome, const QString& errorCode,
                         const QJsonObject& payload) const
{
    link_.recorder().record(EventKind::CallResolved,
                            {{FieldKey::MessageId, call.id.toStdString()},
                             {FieldKey::Action, call.action.toStdString()},
                             {FieldKey::Outcome, outcome},
                             {FieldKey::ErrorCode, errorCode.toStdString()},
                             {FieldKey::Payload, loggable(payload)},
                             {FieldKey::LatencyNs, clock_.now() - call.since}});
}

} // namespace redial
