// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/proxy_settings.h"
#include "core/scenario/station_run_configuration.h"

#include <QString>

namespace redial {

/// What the connection bar and the session's form hold. A plain value, kept between sessions as it
/// stands there, right or wrong.
struct RunSettings
{
    /// Run a server in this process instead of connecting to `url`.
    bool embedded = true;
    QString url;
    /// Play no station, but stand between a real one, which connects to `listen`, and the server at
    /// `upstream`.
    bool proxy = false;
    QString listen = QStringLiteral("127.0.0.1:9001");
    QString upstream = QStringLiteral("127.0.0.1:9000");
    QString station = QStringLiteral("CP-1");
    QString protocol = QStringLiteral("ocpp1.6");
    /// "precise" or "qt".
    QString transport = QStringLiteral("precise");
    /// How the embedded server answers Boot, as `redial serve --boot` reads it.
    QString boot = QStringLiteral("accepted:5");
    /// When the embedded server closes connections, as `redial serve --close-after` reads it;
    /// empty: never.
    QString closing;
    /// Of a wss:// server: accept any certificate. Never kept between sessions.
    bool anyCertificate = false;
    /// Of a wss:// server: PEM file of the certificates to trust; empty: the system's.
    QString caFile;
    /// Of a real server: HTTP Basic. Never kept between sessions.
    QString password;
    SessionPolicy session;

    friend bool operator==(const RunSettings&, const RunSettings&) = default;
};

/// What the pages Policy and Session hold, whether or not anybody has looked at them.
struct StationKnobs
{
    ReconnectPolicy policy;
    SessionPolicy session;
    /// What is wrong with the first field that is wrong, a sentence; what was right before stays.
    QString policyProblem;
    QString sessionProblem;
    QString caFile;
    QString password;
};

/// The run that these settings and this policy describe, or one sentence that says what is wrong
/// and what it should look like.
Expected<StationRunConfiguration, QString> configurationOf(const RunSettings& settings,
                                                           const ReconnectPolicy& policy);

/// The proxy that these settings describe, or such a sentence.
Expected<ProxySettings, QString> proxySettingsOf(const RunSettings& settings);

/// The commands that do the same without a window; what may be secret in the URL is left out.
QString commandLineOf(const RunSettings& settings, const ReconnectPolicy& policy);

} // namespace redial
