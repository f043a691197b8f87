// SPDX-License-Identifier: MIT
#include "core/fault/ocpp_fault_messages.h"

#include <QDateTime>

namespace redial {

namespace {

using std::chrono::nanoseconds;

QString textOf(const OcppMessage& answer)
{
    if (answer.type == OcppMessageType::CallError)
        return writeCallError(answer.id, answer.errorCode, answer.errorDescription, answer.payload);
    return writeCallResult(answer.id, answer.payload);
}

QString withMember(const OcppMessage& answer, const QString& status, std::int64_t interval)
{
    OcppMessage changed = answer;
    if (!status.isEmpty())
        changed.payload.insert(QStringLiteral("status"), status);
    changed.payload.insert(QStringLiteral("interval"), qint64(interval));
    return textOf(changed);
}

QString malformed(const QString& form, const OcppMessage& answer)
{
    if (form == QLatin1String("json"))
        return QStringLiteral("[3,\"%1\",{").arg(answer.id);
    if (form == QLatin1String("arity"))
        return QStringLiteral("[3,\"%1\"]").arg(answer.id);
    if (form == QLatin1String("unknown_type"))
        return QStringLiteral("[9,\"%1\",{}]").arg(answer.id);
    return writeCall(QStringLiteral("redial-unknown"), QStringLiteral("NoSuchAction"), {});
}

QString withClockJump(const Fault& fault, const OcppMessage& answer)
{
    OcppMessage changed = answer;
    const QString member = QStringLiteral("currentTime");
    const auto time =
        QDateTime::fromString(answer.payload.value(member).toString(), Qt::ISODateWithMs);
    const auto offset =
        std::chrono::duration_cast<std::chrono::milliseconds>(fault.duration("offset")).count();
    const bool past = fault.text("towards") == QLatin1String("past");
    if (time.isValid())
        changed.payload.insert(
            member, time.addMSecs(past ? -offset : offset).toUTC().toString(Qt::ISODateWithMs));
    return textOf(changed);
}

} // namespace

QString ocppServerCall(const QString& id, const QString& action, OcppVersion version)
{
    const bool old = version == OcppVersion::V16;
    QJsonObject payload;
    if (action == QLatin1String("Reset"))
        payload.insert(QStringLiteral("type"),
                       old ? QStringLiteral("Soft") : QStringLiteral("OnIdle"));
    else if (action == QLatin1String("TriggerMessage"))
        payload.insert(QStringLiteral("requestedMessage"), QStringLiteral("Heartbeat"));
    else if (old)
        payload = {{QStringLiteral("connectorId"), 0},
                   {QStringLiteral("type"), QStringLiteral("Operative")}};
    else
        payload.insert(QStringLiteral("operationalStatus"), QStringLiteral("Operative"));
    return writeCall(id, action, payload);
}

std::vector<DelayedText> ocppFaultAnswer(const Fault& fault, const OcppMessage& answer,
                                         OcppVersion version)
{
    const std::string_view id = fault.id();
    const QString usual = textOf(answer);
    if (id == "O1") {
        const nanoseconds delay = fault.duration("delay");
        return delay.count() == 0 ? std::vector<DelayedText>{}
                                  : std::vector<DelayedText>{{usual, delay}};
    }
    if (id == "O2")
        return {{writeCallError(answer.id, fault.text("code"), fault.text("description"))}};
    if (id == "O3") {
        OcppMessage other = answer;
        other.id = fault.text("id");
        return {{textOf(other)}};
    }
    if (id == "O4")
        return {{usual}, {usual, fault.duration("gap")}};
    if (id == "O5")
        return {{malformed(fault.text("form"), answer)}};
    if (id == "O6")
        return {{withMember(answer, QStringLiteral("Pending"), fault.number("interval"))}};
    if (id == "O7")
        return {{withMember(answer, QStringLiteral("Rejected"), fault.number("interval"))}};
    if (id == "O8")
        return {{usual},
                {ocppServerCall(QStringLiteral("redial-at-once"), fault.text("request"), version)}};
    if (id == "O9")
        return {{withMember(answer, {}, fault.number("interval"))}};
    if (id == "O11")
        return {{withClockJump(fault, answer)}};
    return {{usual}};
}

} // namespace redial
