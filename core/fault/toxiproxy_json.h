// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/proxy.h"

#include <QJsonArray>
#include <QJsonObject>

#include <string>

namespace redial {

/// An error as Toxiproxy's API gives it: {"error": message, "status": status}.
struct ToxiproxyError
{
    int status = 500;
    QString message;

    QJsonObject toJson() const;
};

template <class T>
using ToxiproxyResult = Expected<T, ToxiproxyError>;

/// What a request says of a proxy. Absent members keep what they are.
struct ProxyInput
{
    QString name;
    std::optional<HostPort> listen;
    std::optional<HostPort> upstream;
    std::optional<bool> enabled;
};

ToxiproxyError badRequestBody(const QString& what);
ToxiproxyResult<QJsonValue> parseBody(const std::string& body);
ToxiproxyResult<ProxyInput> readProxyInput(const QJsonValue& value);
/// A toxic that is to be added.
ToxiproxyResult<Toxic> readNewToxic(const QJsonValue& value);
/// The toxic with what the request changes: attributes and toxicity.
ToxiproxyResult<Toxic> readToxicUpdate(const Toxic& toxic, const QJsonValue& value);

/// As Toxiproxy gives it, and `tls`: on which sides the proxy speaks it.
QJsonObject proxyToJson(const Proxy& proxy);
/// Upstream first, each direction in the order of adding, as Toxiproxy lists them.
QJsonArray toxicsToJson(const std::vector<Toxic>& toxics);

} // namespace redial
