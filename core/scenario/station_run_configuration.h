// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/fault/fault_plan.h"
#include "core/process/foreign_command.h"
#include "core/reconnect/reconnect_policy.h"
#include "core/server/central_system.h"
#include "core/server/feed.h"
#include "core/server/peer_script.h"
#include "core/session/session_policy.h"
#include "core/session/stream_profile.h"
#include "core/transport/transport_request.h"
#include "core/wire/drop_kind.h"
#include "core/wire/ocpp_message.h"

#include <QJsonObject>
#include <QString>
#include <QUrl>

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace redial {

/// Which Transport carries a run in real time. Virtual time always uses the in-memory one.
enum class TransportKind : std::uint8_t { QWebSocket, Precise };

/// A drop that the run performs by itself, counted from its start.
struct PlannedDrop
{
    std::chrono::nanoseconds at{};
    DropKind kind = DropKind::Reset;

    friend bool operator==(const PlannedDrop&, const PlannedDrop&) = default;
};

/// The embedded server is away: connections are reset and the port refuses. While outages overlap,
/// it stays away until the last of them ends.
struct PlannedOutage
{
    std::chrono::nanoseconds at{};
    std::chrono::nanoseconds duration{};

    friend bool operator==(const PlannedOutage&, const PlannedOutage&) = default;
};

/// A CALL that the station's application makes, counted from the run's start. The session's policy
/// decides what becomes of it while the station is offline.
struct PlannedCall
{
    std::chrono::nanoseconds at{};
    QString action;
    /// Empty for StatusNotification: one that says "available".
    QJsonObject payload;

    friend bool operator==(const PlannedCall&, const PlannedCall&) = default;
};

/// What is wrong with a configuration and where: a JSON pointer (RFC 6901), "/server/outages/0/at".
struct ConfigurationError
{
    QString path;
    QString sentence;
};

/// Everything that one run of a station is made of. A plain value; toJson() is what its run file
/// says.
struct StationRunConfiguration
{
    /// Empty: against a server of the run's own, on 127.0.0.1 or in memory.
    QUrl url;
    QString station = QStringLiteral("CP-1");
    /// Absent: plain WebSocket, ready as soon as it is open.
    std::optional<OcppVersion> protocol = OcppVersion::V16;
    /// Set: the client is a feed's, with a stream session; then `protocol` is absent.
    std::optional<StreamProfile> stream;
    TransportKind transport = TransportKind::Precise;
    ReconnectPolicy policy;
    SessionPolicy session;
    bool deflate = false;
    TlsOptions tls;
    /// HTTP Basic password; never written anywhere.
    QString password;
    /// Without a protocol: send every message back as it came.
    bool echo = false;
    /// A program that somebody else wrote plays the client, in real time against the embedded
    /// server; of the client's settings only station and protocol mean something then.
    std::optional<ForeignCommand> command;
    /// The run starts no client and waits for whoever connects to the embedded server.
    bool nobody = false;

    // The embedded server.
    BootAnswer boot;
    /// Set: it plays a feed; with a stream session it always does, by the standard settings.
    std::optional<FeedSettings> feed;
    PeerScript script;
    quint16 serverPort = 0;
    std::vector<PlannedOutage> outages;
    /// What the server does wrong, in real time.
    FaultPlan faults;

    std::vector<PlannedDrop> drops;
    std::vector<PlannedCall> calls;
    /// The run ends by itself after this; absent: when it is stopped, or has given up.
    std::optional<std::chrono::nanoseconds> duration;
    std::uint64_t seed = 1;
    bool virtualTime = false;

    bool hasEmbeddedServer() const { return url.isEmpty(); }
    bool hasOwnClient() const { return !command && !nobody; }
    bool servesFeed() const { return stream || feed; }
    /// Everything but secrets: no password, and of the URL only its place.
    QJsonObject toJson() const;
    /// What toJson() wrote, or a person: members that are missing keep their default. All errors at
    /// once; what validate() says is not among them.
    static Expected<StationRunConfiguration, std::vector<ConfigurationError>>
    fromJson(const QJsonObject& object);
    /// What cannot run, each with its place and the remedy; empty if nothing is wrong.
    std::vector<ConfigurationError> problems() const;
    /// The first problem's sentence.
    Expected<void, QString> validate() const;
};

/// "ocpp1.6", "ocpp2.0.1", "ocpp2.1" or "none". The error names the choices.
Expected<std::optional<OcppVersion>, QString> parseProtocol(const QString& text);
QString protocolText(const std::optional<OcppVersion>& protocol);

/// A ws:// or wss:// URL with a host. The error says what is missing.
Expected<QUrl, QString> parseServerUrl(const QString& text);

} // namespace redial
