// SPDX-License-Identifier: MIT
#include "core/wire/ocpp_profile.h"

#include <algorithm>
#include <array>

namespace redial {

namespace {

QJsonObject bootPayload16(const QString& vendor, const QString& model, const QString&)
{
    return {{QStringLiteral("chargePointVendor"), vendor},
            {QStringLiteral("chargePointModel"), model}};
}

QJsonObject bootPayload2(const QString& vendor, const QString& model, const QString& reason)
{
    const QJsonObject station{{QStringLiteral("vendorName"), vendor},
                              {QStringLiteral("model"), model}};
    return {{QStringLiteral("reason"), reason}, {QStringLiteral("chargingStation"), station}};
}

QJsonObject statusPayload16(int connector, const QString& status, const QString& timestamp)
{
    return {{QStringLiteral("connectorId"), connector},
            {QStringLiteral("errorCode"), QStringLiteral("NoError")},
            {QStringLiteral("status"), status},
            {QStringLiteral("timestamp"), timestamp}};
}

QJsonObject statusPayload2(int connector, const QString& status, const QString& timestamp)
{
    return {{QStringLiteral("timestamp"), timestamp},
            {QStringLiteral("connectorStatus"), status},
            {QStringLiteral("evseId"), connector},
            {QStringLiteral("connectorId"), 1}};
}

int triggeredConnector16(const QJsonObject& payload)
{
    return payload.value(QLatin1String("connectorId")).toInt(1);
}

int triggeredConnector2(const QJsonObject& payload)
{
    return payload.value(QLatin1String("evse")).toObject().value(QLatin1String("id")).toInt(1);
}

bool isIntermediate16(const QString& action, const QJsonObject&)
{
    return action == QLatin1String("MeterValues");
}

bool isIntermediate2(const QString&, const QJsonObject& payload)
{
    return payload.value(QLatin1String("eventType")).toString() == QLatin1String("Updated");
}

const std::array<OcppProfile, 3>& table()
{
    static const std::array<OcppProfile, 3> rows{{
        {OcppVersion::V16,
         QStringLiteral("ocpp1.6"),
         QStringLiteral("NotImplemented"),
         QStringLiteral("FormationViolation"),
         {QStringLiteral("StartTransaction"), QStringLiteral("StopTransaction"),
          QStringLiteral("MeterValues")},
         isIntermediate16,
         false,
         true,
         bootPayload16,
         statusPayload16,
         triggeredConnector16,
         QStringLiteral("connectorId"),
         QStringLiteral("status"),
         false},
        {OcppVersion::V201,
         QStringLiteral("ocpp2.0.1"),
         QStringLiteral("NotImplemented"),
         QStringLiteral("FormatViolation"),
         {QStringLiteral("TransactionEvent")},
         isIntermediate2,
         true,
         false,
         bootPayload2,
         statusPayload2,
         triggeredConnector2,
         QStringLiteral("evseId"),
         QStringLiteral("connectorStatus"),
         true},
        {OcppVersion::V21,
         QStringLiteral("ocpp2.1"),
         QStringLiteral("NotImplemented"),
         QStringLiteral("FormatViolation"),
         {QStringLiteral("TransactionEvent")},
         isIntermediate2,
         true,
         false,
         bootPayload2,
         statusPayload2,
         triggeredConnector2,
         QStringLiteral("evseId"),
         QStringLiteral("connectorStatus"),
         true},
    }};
    return rows;
}

} // namespace

std::span<const OcppProfile> ocppProfiles()
{
    return table();
}

const OcppProfile& ocppProfile(OcppVersion version)
{
    return table().at(static_cast<std::size_t>(version));
}

const OcppProfile* findOcppProfile(const QString& subprotocol)
{
    const auto& rows = table();
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const OcppProfile& row) {
        return row.subprotocol == subprotocol;
    });
    return found == rows.end() ? nullptr : &*found;
}

} // namespace redial
