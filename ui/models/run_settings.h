// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/proxy_settings.h"
#include "core/scenario/station_run_configuration.h"
#include "ui/models/feed_client_settings.h"
#include "ui/models/msgi_settings.h"

#include <QString>

namespace redial {

/// What the connection bar and the session's form hold. A plain value, kept between sessions as it
/// stands there, right or wrong.
struct RunSettings
{
    /// Run a server in this process instead of connecting to `url`.
    bool embedded = true;
    /// Of an MSGI client several, with spaces between them: it picks one for each attempt.
    QString url;
    /// Play no station, but stand between a real one, which connects to `listen`, and the server at
    /// `upstream`.
    bool proxy = false;
    QString listen = QStringLiteral("127.0.0.1:9001");
    QString upstream = QStringLiteral("127.0.0.1:9000");
    QString station = QStringLiteral("CP-1");
    /// As `redial connect --protocol` reads it, or "stream" or "msgi".
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
    /// Of an MSGI client: sent once it is online for the first time; empty: nothing.
    QString message = QStringLiteral("hello");
    SessionPolicy session;
    FeedClientSettings stream;
    MsgiSettings msgi;

    bool isStream() const { return !proxy && protocol == QLatin1String("stream"); }
    bool isMsgi() const { return !proxy && protocol == QLatin1String("msgi"); }
    /// The servers of an MSGI client.
    QStringList msgiUrls() const { return url.simplified().split(u' ', Qt::SkipEmptyParts); }

    friend bool operator==(const RunSettings&, const RunSettings&) = default;
};

/// What the pages Policy and Session hold, whether or not anybody has looked at them.
struct StationKnobs
{
    ReconnectPolicy policy;
    SessionPolicy session;
    FeedClientSettings stream;
    MsgiSettings msgi;
    /// What is wrong with the first field that is wrong, a sentence; what was right before stays.
    QString policyProblem;
    /// Of the protocol that is chosen.
    QString sessionProblem;
    QString caFile;
    QString password;
};

/// The run that these settings and this policy describe, or one sentence that says what is wrong
/// and what it should look like.
Expected<StationRunConfiguration, QString> configurationOf(const RunSettings& settings,
                                                           const ReconnectPolicy& policy);

/// The MSGI client that these settings describe, or such a sentence. Of an embedded server the URL
/// is that of the server that runs.
Expected<MsgiRunConfiguration, QString> msgiRunOf(const RunSettings& settings,
                                                  const ReconnectPolicy& policy);

/// The proxy that these settings describe, or such a sentence.
Expected<ProxySettings, QString> proxySettingsOf(const RunSettings& settings);

} // namespace redial
