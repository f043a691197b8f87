// SPDX-License-Identifier: MIT
#include "core/scenario/station_run_configuration.h"

#include "core/base/duration_text.h"
#include "core/wire/ocpp_profile.h"
#include "core/wire/url_without_secrets.h"

#include <QHostAddress>
#include <QRegularExpression>

namespace redial {

namespace {

Expected<void, QString> validateCalls(const StationRunConfiguration& configuration)
{
    static const QRegularExpression action(QStringLiteral("^[A-Za-z][A-Za-z0-9]{0,35}$"));
    for (const PlannedCall& call : configuration.calls) {
        if (!action.match(call.action).hasMatch())
            return Unexpected{
                QStringLiteral("\"%1\" is no OCPP action; write one like StatusNotification.")
                    .arg(call.action)};
        if (!configuration.protocol)
            return Unexpected{
                QStringLiteral("the planned call %1 needs a session: choose a protocol other than "
                               "none, or leave it out.")
                    .arg(call.action)};
    }
    return {};
}

Expected<void, QString> validateOutages(const StationRunConfiguration& configuration)
{
    if (!configuration.outages.empty() && !configuration.hasEmbeddedServer())
        return Unexpected{
            QStringLiteral("an outage needs the embedded server: leave out the URL.")};
    for (const PlannedOutage& outage : configuration.outages) {
        if (outage.duration <= std::chrono::nanoseconds::zero())
            return Unexpected{QStringLiteral("the outage at %1 lasts no time; give a duration.")
                                  .arg(exactDuration(outage.at))};
    }
    return {};
}

/// Faults of the station itself, against a server of somebody else's.
Expected<void, QString> validateClientFaults(const StationRunConfiguration& configuration)
{
    const auto unsuitable = configuration.faults.unsuitableFor(FaultMode::Client);
    if (!unsuitable.empty())
        return Unexpected{QStringLiteral("%1 For the server's faults leave out the URL, or put "
                                         "redial proxy before the server.")
                              .arg(unsuitable.front().sentence)};
    for (const PlannedFault& planned : configuration.faults.faults) {
        if (planned.fault.definition().level != FaultLevel::Dns)
            continue;
        if (!QHostAddress(configuration.url.host()).isNull())
            return Unexpected{QStringLiteral("%1 can never bite: %2 is an address, which nobody "
                                             "looks up; write a name, such as localhost.")
                                  .arg(planned.toText(), configuration.url.host())};
        if (configuration.transport != TransportKind::Precise)
            return Unexpected{QStringLiteral("%1 can never bite: QWebSocket looks names up by "
                                             "itself; use the precise transport.")
                                  .arg(planned.toText())};
    }
    return {};
}

Expected<void, QString> validateFaults(const StationRunConfiguration& configuration)
{
    if (configuration.faults.isEmpty())
        return {};
    if (!configuration.hasEmbeddedServer())
        return validateClientFaults(configuration);
    for (const PlannedFault& planned : configuration.faults.faults) {
        if (planned.fault.definition().level == FaultLevel::Tls)
            return Unexpected{
                QStringLiteral("%1 can never bite: the embedded server speaks plain ws://; use "
                               "redial serve --tls --fault.")
                    .arg(planned.toText())};
    }
    const auto unsuitable = configuration.faults.unsuitableFor(
        configuration.virtualTime ? FaultMode::Virtual : FaultMode::Server);
    if (!unsuitable.empty())
        return Unexpected{unsuitable.front().sentence};
    return {};
}

} // namespace

Expected<void, QString> StationRunConfiguration::validate() const
{
    for (const auto& errors : {policy.validate(), session.validate()}) {
        if (!errors.empty())
            return Unexpected{errors.front().text()};
    }
    if (virtualTime && !hasEmbeddedServer())
        return Unexpected{
            QStringLiteral("virtual time needs the embedded server: leave out the URL.")};
    if (virtualTime && !duration)
        return Unexpected{QStringLiteral("virtual time needs an end: give a duration.")};
    if (station.isEmpty() || station.contains(QLatin1Char('/')))
        return Unexpected{
            QStringLiteral("the station's id \"%1\" is empty or has a slash; choose another.")
                .arg(station)};
    for (const auto check : {validateOutages, validateFaults}) {
        if (const auto valid = check(*this); !valid)
            return valid;
    }
    return validateCalls(*this);
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
