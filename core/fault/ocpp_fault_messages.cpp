// SPDX-License-Identifier: MIT
#include "core/fault/ocpp_fault_messages.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

namespace redial {

namespace {

using std::chrono::nanoseconds;

QString compact(const QJsonArray& array)
{
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

QString malformed(const QString& form, const QString& id)
{
    if (form == QLatin1String("json"))
        return QStringLiteral("[3,\"%1\",{").arg(id);
    if (form == QLatin1String("arity"))
        return QStringLiteral("[3,\"%1\"]").arg(id);
    if (form == QLatin1String("unknown_type"))
        return QStringLiteral("[9,\"%1\",{}]").arg(id);
    return writeCall(QStringLiteral("redial-unknown"), QStringLiteral("NoSuchAction"), {});
}

QString jumped(const QString& time, const Fault& fault)
{
    const auto offset =
        std::chrono::duration_cast<std::chrono::milliseconds>(fault.duration("offset")).count();
    const bool isPast = fault.text("towards") == QLatin1String("past");
    const QDateTime from = QDateTime::fromString(time, Qt::ISODateWithMs);
    return from.isValid()
               ? from.addMSecs(isPast ? -offset : offset).toUTC().toString(Qt::ISODateWithMs)
               : QString();
}

/// The payload of a CALLRESULT with other members; absent if there is nothing to change.
std::optional<QJsonObject> changedPayload(const Fault& fault, QJsonObject payload)
{
    const std::string_view id = fault.id();
    const QString time = QStringLiteral("currentTime");
    if (id == "O11") {
        const QString later = jumped(payload.value(time).toString(), fault);
        payload.insert(time, later);
        return later.isEmpty() ? std::nullopt : std::optional(payload);
    }
    if (id != "O6" && id != "O7" && id != "O9")
        return std::nullopt;
    if (id != "O9")
        payload.insert(QStringLiteral("status"),
                       id == "O6" ? QStringLiteral("Pending") : QStringLiteral("Rejected"));
    payload.insert(QStringLiteral("interval"), qint64(fault.number("interval")));
    return payload;
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

std::optional<QString> changedOcppAnswer(const Fault& fault, const QString& answer)
{
    QJsonArray array = QJsonDocument::fromJson(answer.toUtf8()).array();
    const bool isResult = array.at(0).toInt() == int(OcppMessageType::CallResult);
    const bool isError = array.at(0).toInt() == int(OcppMessageType::CallError);
    if (array.size() < 3 || (!isResult && !isError))
        return std::nullopt;
    const std::string_view id = fault.id();
    const QString messageId = array.at(1).toString();
    if (id == "O2")
        return writeCallError(messageId, fault.text("code"), fault.text("description"));
    if (id == "O5")
        return malformed(fault.text("form"), messageId);
    if (id == "O3") {
        array[1] = fault.text("id");
        return compact(array);
    }
    const auto payload =
        isResult ? changedPayload(fault, array.at(2).toObject()) : std::optional<QJsonObject>();
    if (!payload)
        return std::nullopt;
    array[2] = *payload;
    return compact(array);
}

std::optional<std::vector<DelayedText>> ocppFaultAnswer(const Fault& fault, const QString& answer,
                                                        OcppVersion version)
{
    using Texts = std::vector<DelayedText>;
    const std::string_view id = fault.id();
    if (id == "O1") {
        const nanoseconds delay = fault.duration("delay");
        return delay.count() == 0 ? Texts{} : Texts{{answer, delay}};
    }
    if (id == "O4")
        return Texts{{answer}, {answer, fault.duration("gap")}};
    if (id == "O8")
        return Texts{
            {answer},
            {ocppServerCall(QStringLiteral("redial-at-once"), fault.text("request"), version)}};
    const auto changed = changedOcppAnswer(fault, answer);
    return changed ? std::optional(Texts{{*changed}}) : std::nullopt;
}

} // namespace redial
