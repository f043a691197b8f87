// SPDX-License-Identifier: MIT
#include "core/scenario/station_run_configuration.h"

#include "core/base/duration_text.h"
#include "core/reconnect/policy_knobs.h"
#include "core/wire/ocpp_profile.h"
#include "core/wire/url_without_secrets.h"

#include <QJsonArray>

namespace redial {

namespace {

QString bootPolicyText(BootPolicy policy)
{
    switch (policy) {
    case BootPolicy::FirstConnection:
        return QStringLiteral("first_connection");
    case BootPolicy::OnChange:
        return QStringLiteral("on_change");
    case BootPolicy::EveryConnection:
        break;
    }
    return QStringLiteral("every_connection");
}

QJsonObject closingJson(const ScriptedClosing& closing)
{
    QJsonObject object{{QStringLiteral("how"), closingKindText(closing.how)}};
    if (closing.connection)
        object.insert(QStringLiteral("connection"), qint64(*closing.connection));
    switch (closing.when) {
    case ScriptedClosing::When::AfterHandshake:
        object.insert(QStringLiteral("when"), QStringLiteral("after_handshake"));
        break;
    case ScriptedClosing::When::OnMessage:
        object.insert(QStringLiteral("on_message"), qint64(closing.message));
        break;
    case ScriptedClosing::When::AfterDelay:
        object.insert(QStringLiteral("after"), exactDuration(closing.delay));
        break;
    }
    return object;
}

QString dropText(DropKind kind)
{
    const std::string_view name = nameOf(kind);
    return QString::fromLatin1(name.data(), qsizetype(name.size()));
}

QJsonObject serverJson(const StationRunConfiguration& configuration)
{
    QJsonArray closings;
    for (const ScriptedClosing& closing : configuration.script.closings)
        closings.append(closingJson(closing));
    QJsonArray outages;
    for (const PlannedOutage& outage : configuration.outages) {
        outages.append(QJsonObject{{QStringLiteral("at"), exactDuration(outage.at)},
                                   {QStringLiteral("duration"), exactDuration(outage.duration)}});
    }
    return {{QStringLiteral("closings"), closings},
            {QStringLiteral("outages"), outages},
            {QStringLiteral("boot_interval_s"), qint64(configuration.boot.interval.count())}};
}

} // namespace

QJsonObject StationRunConfiguration::toJson() const
{
    QJsonArray dropList;
    for (const PlannedDrop& drop : drops)
        dropList.append(QJsonObject{{QStringLiteral("at"), exactDuration(drop.at)},
                                    {QStringLiteral("kind"), dropText(drop.kind)}});
    QJsonObject object{{QStringLiteral("station"), station},
                       {QStringLiteral("protocol"), protocolText(protocol)},
                       {QStringLiteral("boot_policy"), bootPolicyText(session.bootPolicy)},
                       {QStringLiteral("policy"), policyToJson(policy)},
                       {QStringLiteral("drops"), dropList}};
    if (duration)
        object.insert(QStringLiteral("duration"), exactDuration(*duration));
    if (hasEmbeddedServer())
        object.insert(QStringLiteral("server"), serverJson(*this));
    else
        object.insert(QStringLiteral("url"), urlWithoutSecrets(url));
    if (!virtualTime)
        object.insert(QStringLiteral("transport"), transport == TransportKind::Precise
                                                       ? QStringLiteral("precise")
                                                       : QStringLiteral("qt"));
    return object;
}

Expected<void, QString> StationRunConfiguration::validate() const
{
    const auto errors = policy.validate();
    if (!errors.empty())
        return Unexpected{errors.front().knob + QStringLiteral(": ") + errors.front().sentence};
    if (virtualTime && !hasEmbeddedServer())
        return Unexpected{
            QStringLiteral("virtual time needs the embedded server: leave out the URL.")};
    if (virtualTime && !duration)
        return Unexpected{QStringLiteral("virtual time needs an end: give a duration.")};
    if (station.isEmpty() || station.contains(QLatin1Char('/')))
        return Unexpected{
            QStringLiteral("the station's id \"%1\" is empty or has a slash; choose another.")
                .arg(station)};
    return {};
}

Expected<std::optional<OcppVersion>, QString> parseProtocol(const QString& text)
{
    if (text == QLatin1String("none"))
        return std::optional<OcppVersion>();
    if (const OcppProfile* profile = findOcppProfile(text))
        return std::optional(profile->version);
    return Unexpected{
        QStringLiteral("\"%1\" is no protocol; choose ocpp1.6, ocpp2.0.1, ocpp2.1 or none.")
            .arg(text)};
}

QString protocolText(const std::optional<OcppVersion>& protocol)
{
    return protocol ? ocppProfile(*protocol).subprotocol : QStringLiteral("none");
}

Expected<QUrl, QString> parseServerUrl(const QString& text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool webSocket =
        url.scheme() == QLatin1String("ws") || url.scheme() == QLatin1String("wss");
    if (!url.isValid() || !webSocket || url.host().isEmpty()) {
        return Unexpected{
            QStringLiteral(
                "\"%1\" is not the URL of a WebSocket server; write it like ws://127.0.0.1:9000/ "
                "or wss://example.com/ocpp.")
                .arg(urlTextWithoutSecrets(text))};
    }
    return url;
}

} // namespace redial
