// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/ocpp_message.h"

#include <QStringList>

#include <span>

namespace redial {

/// What differs between the versions of OCPP, as a row of a table instead of conditions in the
/// code.
struct OcppProfile
{
    OcppVersion version;
    QString subprotocol;
    /// Error codes whose spelling differs.
    QString notImplemented;
    QString formatViolation;
    /// Actions that are kept, in order, while the station is offline (1.6 core 3.7; 2.0.1 E04).
    QStringList transactionActions;
    /// True for a kept message that tells neither of a transaction's beginning nor of its end: a
    /// full queue may give it up (E04.FR.07, .08).
    bool (*isIntermediate)(const QString& action, const QJsonObject& payload);
    /// True if a kept message says that it was recorded offline (E11.FR.01 and following).
    bool marksOffline = false;
    /// True if TriggerMessage BootNotification is obeyed after the Boot was accepted; 2.x wants
    /// Rejected (F06.FR.17).
    bool bootsWhenRegistered = false;
    /// The payload of BootNotification; `reason` is left out where the version has none.
    QJsonObject (*bootPayload)(const QString& vendor, const QString& model, const QString& reason);
    /// A StatusNotification of a connector; in 2.x of the EVSE of that number and its connector 1.
    QJsonObject (*statusPayload)(int connector, const QString& status, const QString& timestamp);
    /// The connector that a TriggerMessage asks about; 1 if it names none.
    int (*triggeredConnector)(const QJsonObject& triggerPayload);
    /// The members of StatusNotification that name the connector and its status.
    QString connectorMember;
    QString statusMember;
    /// True if OfflineThreshold exists (2.x B04.FR.01, .02).
    bool hasOfflineThreshold = false;
};

/// 1.6, 2.0.1, 2.1.
std::span<const OcppProfile> ocppProfiles();
const OcppProfile& ocppProfile(OcppVersion version);
/// Null if no version has that subprotocol.
const OcppProfile* findOcppProfile(const QString& subprotocol);

} // namespace redial
