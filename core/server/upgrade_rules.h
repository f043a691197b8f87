// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/websocket_upgrade.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace redial {

/// The last segment of the path, decoded: the station's id in OCPP-J.
QString identityOf(const UpgradeOffer& offer);

/// Whether the offer has this password, and the path's identity as the user; a path without an
/// identity takes any user. Without a password everyone is let in.
bool isAuthorized(const UpgradeOffer& offer, const std::optional<QString>& password);

/// Whether a server that knows these stations takes the one of that id; no list knows all of them.
bool isKnownStation(const QString& identity, const QStringList& stations);

/// The first of our own that was offered; empty if there is none.
QString chooseSubprotocol(const UpgradeOffer& offer, const QStringList& own);

} // namespace redial
