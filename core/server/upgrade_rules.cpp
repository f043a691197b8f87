// SPDX-License-Identifier: MIT
#include "core/server/upgrade_rules.h"

#include "core/wire/constant_time.h"

#include <algorithm>

namespace redial {

QString identityOf(const UpgradeOffer& offer)
{
    const QString path = QString::fromStdString(offer.head.target).section(QLatin1Char('?'), 0, 0);
    return QString::fromUtf8(
        QByteArray::fromPercentEncoding(path.section(QLatin1Char('/'), -1).toUtf8()));
}

bool isAuthorized(const UpgradeOffer& offer, const std::optional<QString>& password)
{
    if (!password)
        return true;
    if (!offer.credentials ||
        !equalInConstantTime(offer.credentials->password, password->toStdString()))
        return false;
    const QString identity = identityOf(offer);
    return identity.isEmpty() || offer.credentials->user == identity.toStdString();
}

bool isKnownStation(const QString& identity, const QStringList& stations)
{
    return stations.isEmpty() || stations.contains(identity);
}

QString chooseSubprotocol(const UpgradeOffer& offer, const QStringList& own)
{
    for (const QString& protocol : own) {
        if (std::find(offer.subprotocols.begin(), offer.subprotocols.end(),
                      protocol.toStdString()) != offer.subprotocols.end())
            return protocol;
    }
    return {};
}

} // namespace redial
