// SPDX-License-Identifier: MIT
#include "core/server/central_system.h"

#include "core/server/central_answers.h"
#include "core/wire/ocpp_message.h"

#include <QDateTime>
#include <QHash>

namespace redial {

struct CentralSystemMemory
{
    QHash<QString, std::uint32_t> bootAnswers;
    /// Over all connections: a station that comes back must not meet a number again.
    int lastTransaction = 0;
};

namespace {

QString timestamp(const ServerLink& link)
{
    const auto wall = link.recorder().clock().wallNow().time_since_epoch();
    return QDateTime::fromMSecsSinceEpoch(wall.count(), Qt::UTC).toString(Qt::ISODateWithMs);
}

QString statusText(BootAnswer::Status status)
{
    switch (status) {
    case BootAnswer::Status::Pending:
        return QStringLiteral("Pending");
    case BootAnswer::Status::Rejected:
        return QStringLiteral("Rejected");
    case BootAnswer::Status::Accepted:
        break;
    }
    return QStringLiteral("Accepted");
}

} // namespace

Expected<BootAnswer, QString> parseBootAnswer(const QString& text)
{
    const QString name = text.section(QLatin1Char(':'), 0, 0);
    const QString rest = text.section(QLatin1Char(':'), 1);
    BootAnswer answer;
    bool found = false;
    for (const auto status : {BootAnswer::Status::Accepted, BootAnswer::Status::Pending,
                              BootAnswer::Status::Rejected}) {
        if (name == statusText(status).toLower()) {
            answer.status = status;
            found = true;
        }
    }
    bool intervalOk = true;
    bool timesOk = true;
    if (!rest.isEmpty())
        answer.interval =
            std::chrono::seconds(rest.section(QLatin1Char('x'), 0, 0).toUInt(&intervalOk));
    if (rest.contains(QLatin1Char('x')))
        answer.times = rest.section(QLatin1Char('x'), 1).toUInt(&timesOk);
    if (!found || !intervalOk || !timesOk) {
        return Unexpected{QStringLiteral("\"%1\" is no answer to a boot: write accepted, "
                                         "pending:30 or rejected:10 (interval "
                                         "in seconds), or pending:30x2 to accept after two.")
                              .arg(text)};
    }
    return answer;
}

QString bootAnswerText(const BootAnswer& answer)
{
    QString text = QStringLiteral("%1:%2")
                       .arg(statusText(answer.status).toLower())
                       .arg(answer.interval.count());
    if (answer.times != 0)
        text += QStringLiteral("x%1").arg(answer.times);
    return text;
}

CentralSystem::CentralSystem(BootAnswer boot, const ServerLinkFacts& facts,
                             std::shared_ptr<CentralSystemMemory> memory)
    : boot_(boot)
    , profile_(findOcppProfile(facts.subprotocol) ? *findOcppProfile(facts.subprotocol)
                                                  : ocppProfile(OcppVersion::V16))
    , memory_(std::move(memory))
{
}

BehaviourFactory CentralSystem::factory(BootAnswer boot)
{
    return [boot, memory = std::make_shared<CentralSystemMemory>()](const ServerLinkFacts& facts) {
        return std::make_unique<CentralSystem>(boot, facts, memory);
    };
}

void CentralSystem::text(ServerLink& link, const QString& message)
{
    const auto parsed = parseOcppMessage(message, profile_.version);
    if (!parsed) {
        const OcppMessageError& error = parsed.error();
        link.recorder().record(EventKind::MalformedMessage,
                               {{FieldKey::ErrorCode, error.errorCode.toStdString()},
                                {FieldKey::Detail, error.sentence.toStdString()}});
        if (error.reply)
            link.sendText(writeReply(error));
        if (error.isAnswer && calls_)
            calls_->answeredBadly(error.messageId);
        return;
    }
    if (parsed->type == OcppMessageType::Call)
        onCall(link, *parsed);
    else if (parsed->type != OcppMessageType::Send && !(calls_ && calls_->answered(*parsed)))
        link.recorder().record(EventKind::UnexpectedAnswer,
                               {{FieldKey::MessageId, parsed->id.toStdString()}});
}

void CentralSystem::call(ServerLink& link, Clock& clock, const QString& action,
                         const QJsonObject& payload)
{
    if (!calls_)
        calls_.emplace(link, clock);
    calls_->call(action, payload);
}

void CentralSystem::closed()
{
    if (calls_)
        calls_->connectionClosed();
}

void CentralSystem::onCall(ServerLink& link, const OcppMessage& call)
{
    link.recorder().record(EventKind::CallReceived,
                           {{FieldKey::MessageId, call.id.toStdString()},
                            {FieldKey::Action, call.action.toStdString()}});
    if (call.action == QLatin1String("BootNotification"))
        return answer(link, call, bootPayload(link));
    if (call.action == QLatin1String("Heartbeat"))
        return answer(link, call, {{QStringLiteral("currentTime"), timestamp(link)}});
    if (call.action == QLatin1String("StartTransaction") && profile_.version == OcppVersion::V16)
        return answer(link, call, startTransactionAnswer(++memory_->lastTransaction));
    if (const auto payload = acceptingAnswer(profile_.version, call))
        return answer(link, call, *payload);
    link.recorder().record(EventKind::AnswerSent, {{FieldKey::MessageId, call.id.toStdString()},
                                                   {FieldKey::Action, call.action.toStdString()},
                                                   {FieldKey::Outcome, "error"}});
    link.sendText(writeCallError(call.id, profile_.notImplemented,
                                 QStringLiteral("%1 is not known here").arg(call.action)));
}

QJsonObject CentralSystem::bootPayload(const ServerLink& link)
{
    std::uint32_t& answers = memory_->bootAnswers[link.facts().identity];
    const bool accept = boot_.status == BootAnswer::Status::Accepted ||
                        (boot_.times != 0 && answers >= boot_.times);
    ++answers;
    return {{QStringLiteral("status"),
             statusText(accept ? BootAnswer::Status::Accepted : boot_.status)},
            {QStringLiteral("currentTime"), timestamp(link)},
            {QStringLiteral("interval"), qint64(boot_.interval.count())}};
}

void CentralSystem::answer(ServerLink& link, const OcppMessage& call, const QJsonObject& payload)
{
    link.recorder().record(EventKind::AnswerSent, {{FieldKey::MessageId, call.id.toStdString()},
                                                   {FieldKey::Action, call.action.toStdString()},
                                                   {FieldKey::Outcome, "result"}});
    link.sendText(writeCallResult(call.id, payload));
}

} // namespace redial
