// SPDX-License-Identifier: MIT
#include "core/server/central_answers.h"

#include <QStringList>

namespace redial {

namespace {

/// One version's actions by the form of their answer.
struct AnswerTable
{
    QStringList empty;
    QStringList status;
    /// Where the outcome of an authorization is told.
    QString authorization;
    /// Answered with the outcome of an authorization, always.
    QStringList authorized;
    /// Answered with it if the CALL has this property, else empty.
    QStringList authorizedWithToken;
    QString token;
};

QStringList names(const char* text)
{
    return QString::fromLatin1(text).split(QLatin1Char(' '));
}

const AnswerTable& answerTable(OcppVersion version)
{
    static const AnswerTable version16{
        names("StatusNotification MeterValues FirmwareStatusNotification LogStatusNotification "
              "SecurityEventNotification DiagnosticsStatusNotification "
              "SignedFirmwareStatusNotification"),
        names("DataTransfer SignCertificate"),
        QStringLiteral("idTagInfo"),
        names("Authorize"),
        names("StopTransaction"),
        QStringLiteral("idTag")};
    static const AnswerTable version2{
        names("StatusNotification MeterValues FirmwareStatusNotification LogStatusNotification "
              "SecurityEventNotification NotifyReport NotifyEvent ReportChargingProfiles "
              "ReservationStatusUpdate NotifyChargingLimit ClearedChargingLimit "
              "NotifyCustomerInformation NotifyDisplayMessages NotifyMonitoringReport "
              "PublishFirmwareStatusNotification"),
        names("DataTransfer SignCertificate NotifyEVChargingNeeds NotifyEVChargingSchedule"),
        QStringLiteral("idTokenInfo"),
        names("Authorize"),
        names("TransactionEvent"),
        QStringLiteral("idToken")};
    return version == OcppVersion::V16 ? version16 : version2;
}

QJsonObject accepted()
{
    return {{QStringLiteral("status"), QStringLiteral("Accepted")}};
}

} // namespace

std::optional<QJsonObject> acceptingAnswer(OcppVersion version, const OcppMessage& call)
{
    const AnswerTable& table = answerTable(version);
    if (table.empty.contains(call.action))
        return QJsonObject();
    if (table.status.contains(call.action))
        return accepted();
    const bool hasToken = call.payload.contains(table.token);
    if (table.authorized.contains(call.action) ||
        (table.authorizedWithToken.contains(call.action) && hasToken))
        return QJsonObject{{table.authorization, accepted()}};
    if (table.authorizedWithToken.contains(call.action))
        return QJsonObject();
    return std::nullopt;
}

QJsonObject startTransactionAnswer(int transaction)
{
    return {{QStringLiteral("transactionId"), transaction},
            {QStringLiteral("idTagInfo"), accepted()}};
}

} // namespace redial
