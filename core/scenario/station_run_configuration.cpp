// SPDX-License-Identifier: MIT
#include "core/scenario/station_run_configuration.h"

#include "core/base/duration_text.h"
#include "core/wire/ocpp_profile.h"
#include "core/wire/url_without_secrets.h"

#include <QHostAddress>
#include <QRegularExpression>

namespace redial {

namespace {

using Errors = std::vector<ConfigurationError>;

void add(Errors& errors, const QString& path, const QString& sentence)
{
    errors.push_back({path, sentence});
}

void checkSettings(const StationRunConfiguration& configuration, Errors& errors)
{
    for (const KnobError& error : configuration.policy.validate())
        add(errors, QStringLiteral("/policy/") + error.knob, error.text());
    for (const KnobError& error : configuration.session.validate())
        add(errors, QStringLiteral("/session/") + error.knob, error.text());
    if (configuration.virtualTime && !configuration.hasEmbeddedServer())
        add(errors, QStringLiteral("/url"),
            QStringLiteral("virtual time needs the embedded server: leave out the URL."));
    if (configuration.virtualTime && !configuration.duration)
        add(errors, {}, QStringLiteral("virtual time needs an end: give a duration."));
    const QString& station = configuration.station;
    if (station.isEmpty() || station.contains(QLatin1Char('/')))
        add(errors, QStringLiteral("/station"),
            QStringLiteral("the station's id \"%1\" is empty or has a slash; choose another.")
                .arg(station));
}

/// A feed's client, or a feed as the server.
void checkStream(const StationRunConfiguration& configuration, Errors& errors)
{
    if (configuration.stream) {
        for (const KnobError& error : configuration.stream->validate())
            add(errors, QStringLiteral("/stream/") + error.knob, error.text());
    }
    if (configuration.servesFeed() && configuration.protocol)
        add(errors, QStringLiteral("/protocol"),
            QStringLiteral("%1 and a feed do not go together; let the protocol be \"none\".")
                .arg(protocolText(configuration.protocol)));
    if (!configuration.feed)
        return;
    if (const QString problem = configuration.feed->problem(); !problem.isEmpty())
        add(errors, QStringLiteral("/server/feed"), problem);
    if (!configuration.hasEmbeddedServer())
        add(errors, QStringLiteral("/url"),
            QStringLiteral("a feed needs the embedded server: leave out the URL."));
}

/// A client that is not Redial's own.
void checkForeign(const StationRunConfiguration& configuration, Errors& errors)
{
    if (configuration.hasOwnClient())
        return;
    if (configuration.command && configuration.command->program().trimmed().isEmpty())
        add(errors, QStringLiteral("/command"),
            QStringLiteral("names no program; write it as [\"node\", \"client.js\", \"{url}\"]."));
    if (configuration.virtualTime)
        add(errors, {},
            QStringLiteral("a foreign client needs real time: let the clock be \"system\"."));
    if (!configuration.hasEmbeddedServer())
        add(errors, QStringLiteral("/url"),
            QStringLiteral("a foreign client is judged against the embedded server: leave out the "
                           "URL."));
    if (configuration.nobody && configuration.serverPort == 0)
        add(errors, QStringLiteral("/server/port"),
            QStringLiteral("nobody could know a port that is chosen by chance: name the one that "
                           "the clients connect to, such as 9100."));
    if (!configuration.drops.empty())
        add(errors, QStringLiteral("/drops"),
            QStringLiteral("only Redial's own client can be told to drop its link; use closings of "
                           "the server instead."));
    if (!configuration.calls.empty())
        add(errors, QStringLiteral("/calls"),
            QStringLiteral("only Redial's own client can be told to make a CALL; leave them out."));
}

void checkOutages(const StationRunConfiguration& configuration, Errors& errors)
{
    if (!configuration.outages.empty() && !configuration.hasEmbeddedServer())
        add(errors, QStringLiteral("/url"),
            QStringLiteral("an outage needs the embedded server: leave out the URL."));
    for (std::size_t i = 0; i < configuration.outages.size(); ++i) {
        const PlannedOutage& outage = configuration.outages[i];
        if (outage.duration <= std::chrono::nanoseconds::zero())
            add(errors, QStringLiteral("/server/outages/%1/duration").arg(i),
                QStringLiteral("the outage at %1 lasts no time; give a duration.")
                    .arg(exactDuration(outage.at)));
    }
}

/// Faults of the station itself, against a server of somebody else's.
void checkClientFaults(const StationRunConfiguration& configuration, Errors& errors)
{
    const QString path = QStringLiteral("/server/faults");
    for (const FaultPlanError& error : configuration.faults.unsuitableFor(FaultMode::Client))
        add(errors, path + error.path,
            QStringLiteral("%1 For the server's faults leave out the URL, or put "
                           "redial proxy before the server.")
                .arg(error.sentence));
    for (std::size_t i = 0; i < configuration.faults.faults.size(); ++i) {
        const PlannedFault& planned = configuration.faults.faults[i];
        const QString place = QStringLiteral("%1/faults/%2").arg(path).arg(i);
        if (planned.fault.id() == "P4" && configuration.transport != TransportKind::Precise)
            add(errors, place,
                QStringLiteral(
                    "%1 can never bite: QWebSocket reads and answers by itself while its "
                    "machine sleeps; use the precise transport.")
                    .arg(planned.toText()));
        if (planned.fault.definition().level != FaultLevel::Dns)
            continue;
        if (!QHostAddress(configuration.url.host()).isNull())
            add(errors, place,
                QStringLiteral("%1 can never bite: %2 is an address, which nobody looks up; write "
                               "a name, such as localhost.")
                    .arg(planned.toText(), configuration.url.host()));
        if (configuration.transport != TransportKind::Precise)
            add(errors, place,
                QStringLiteral("%1 can never bite: QWebSocket looks names up by itself; use the "
                               "precise transport.")
                    .arg(planned.toText()));
    }
}

void checkFaults(const StationRunConfiguration& configuration, Errors& errors)
{
    const QString path = QStringLiteral("/server/faults");
    if (configuration.faults.isEmpty())
        return;
    if (!configuration.hasEmbeddedServer())
        return checkClientFaults(configuration, errors);
    for (std::size_t i = 0; i < configuration.faults.faults.size(); ++i) {
        const PlannedFault& planned = configuration.faults.faults[i];
        if (planned.fault.definition().level == FaultLevel::Tls && !configuration.virtualTime)
            add(errors, QStringLiteral("%1/faults/%2").arg(path).arg(i),
                QStringLiteral("%1 can never bite: the embedded server speaks plain ws://; use "
                               "redial serve --tls --fault.")
                    .arg(planned.toText()));
    }
    const FaultMode mode = configuration.virtualTime ? FaultMode::Virtual : FaultMode::Server;
    for (const FaultPlanError& error : configuration.faults.unsuitableFor(mode))
        add(errors, path + error.path, error.sentence);
}

void checkCalls(const StationRunConfiguration& configuration, Errors& errors)
{
    static const QRegularExpression action(QStringLiteral("^[A-Za-z][A-Za-z0-9]{0,35}$"));
    for (std::size_t i = 0; i < configuration.calls.size(); ++i) {
        const PlannedCall& call = configuration.calls[i];
        const QString path = QStringLiteral("/calls/%1/action").arg(i);
        if (!action.match(call.action).hasMatch())
            add(errors, path,
                QStringLiteral("\"%1\" is no OCPP action; write one like StatusNotification.")
                    .arg(call.action));
        else if (!configuration.protocol)
            add(errors, path,
                QStringLiteral("the planned call %1 needs a session: choose a protocol other than "
                               "none, or leave it out.")
                    .arg(call.action));
    }
}

} // namespace

std::vector<ConfigurationError> StationRunConfiguration::problems() const
{
    Errors errors;
    for (const auto check :
         {checkSettings, checkStream, checkForeign, checkOutages, checkFaults, checkCalls})
        check(*this, errors);
    return errors;
}

Expected<void, QString> StationRunConfiguration::validate() const
{
    const Errors errors = problems();
    if (!errors.empty())
        return Unexpected{errors.front().sentence};
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
        // What Qt says behind its reason repeats the URL, secrets and all.
        const QString reason = url.errorString().section(QLatin1Char(';'), 0, 0);
        return Unexpected{
            QStringLiteral("\"%1\" is not the URL of a WebSocket server%2; write it like "
                           "ws://127.0.0.1:9000/ or wss://example.com/ocpp.")
                .arg(urlTextWithoutSecrets(text),
                     reason.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(reason))};
    }
    if (url.port() == 0)
        return Unexpected{QStringLiteral("\"%1\": nobody can listen on port 0; name the server's.")
                              .arg(urlTextWithoutSecrets(text))};
    return url;
}

} // namespace redial
