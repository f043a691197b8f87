// SPDX-License-Identifier: MIT
#include "app/cli/serve_request.h"

#include "app/cli/control_option.h"
#include "app/cli/fault_options.h"
#include "app/cli/password_file.h"
#include "app/cli/remember_option.h"
#include "app/cli/run_file_option.h"
#include "app/cli/serve_msgi.h"
#include "app/cli/stream_options.h"
#include "core/scenario/station_run_configuration.h"
#include "core/server/central_system.h"

namespace redial {

namespace {

using namespace std::chrono_literals;

Unexpected<QString> refused(const char* option, const QString& sentence)
{
    return Unexpected{QStringLiteral("--%1: %2").arg(QLatin1String(option), sentence)};
}

Expected<void, QString> readScriptedClosings(const ParsedArguments& arguments, PeerScript& script)
{
    using Parse = Expected<ScriptedClosing, QString> (*)(const QString&);
    const std::vector<std::pair<const char*, Parse>> rows{
        {"close-after", parseCloseAfter},
        {"close-on-message", parseCloseOnMessage},
        {"close-after-handshake", parseCloseAfterHandshake}};
    for (const auto& [option, parse] : rows) {
        for (const QString& text : arguments.values(QLatin1String(option))) {
            const auto closing = parse(text);
            if (!closing)
                return refused(option, closing.error());
            script.closings.push_back(*closing);
        }
    }
    return {};
}

Expected<void, QString> readScriptedCalls(const ParsedArguments& arguments,
                                          ServerSettings& settings)
{
    const QString option = QStringLiteral("send-call");
    for (const QString& text : arguments.values(option)) {
        const auto call = parseScriptedCall(text);
        if (!call)
            return refused("send-call", call.error());
        settings.script.calls.push_back(*call);
    }
    if (arguments.isSet(option) && settings.subprotocols.isEmpty())
        return refused("send-call", QStringLiteral("an echo server makes no CALLs; choose another "
                                                   "--protocol than none."));
    return {};
}

Expected<void, QString> readServedStations(const ParsedArguments& arguments,
                                           ServerSettings& settings)
{
    const auto text = arguments.value(QStringLiteral("stations"));
    if (!text)
        return {};
    for (const QString& station : text->split(QLatin1Char(','), Qt::SkipEmptyParts))
        settings.stations << station.trimmed();
    if (settings.stations.isEmpty())
        return refused("stations", QStringLiteral("no id is named; write for example CP-1,CP-2, or "
                                                  "leave the option out to take every station."));
    return {};
}

Expected<void, QString> readServedProtocols(const ParsedArguments& arguments,
                                            ServerSettings& settings)
{
    const QString text =
        arguments.value(QStringLiteral("protocol")).value_or(QStringLiteral("ocpp"));
    if (text == QLatin1String("ocpp")) {
        for (const OcppProfile& profile : ocppProfiles())
            settings.subprotocols.prepend(profile.subprotocol);
    } else {
        const auto protocol = parseProtocol(text);
        if (!protocol)
            return refused("protocol",
                           QStringLiteral("\"%1\" is no protocol; choose ocpp (each version), "
                                          "ocpp1.6, ocpp2.0.1, ocpp2.1 or none.")
                               .arg(text));
        if (!*protocol)
            return {};
        settings.subprotocols = {text};
    }
    const auto boot = parseBootAnswer(
        arguments.value(QStringLiteral("boot")).value_or(QStringLiteral("accepted")));
    if (!boot)
        return refused("boot", boot.error());
    settings.closeWithoutSubprotocol = true;
    settings.behaviour = CentralSystem::factory(*boot);
    return {};
}

Expected<void, QString> readServedPings(const ParsedArguments& arguments, ServerSettings& settings)
{
    const auto interval = arguments.duration(QStringLiteral("ping-interval"), 0ns);
    const auto timeout = arguments.duration(QStringLiteral("pong-timeout"), settings.pongTimeout);
    for (const auto* duration : {&interval, &timeout}) {
        if (!*duration)
            return Unexpected{duration->error()};
    }
    settings.pingInterval = *interval;
    settings.pongTimeout = *timeout;
    settings.automaticPong = !arguments.isSet(QStringLiteral("no-pong"));
    return {};
}

Expected<void, QString> readServedAddress(const ParsedArguments& arguments,
                                          ServerSettings& settings)
{
    const auto port = arguments.number(QStringLiteral("port"), 9000, 65535);
    if (!port)
        return Unexpected{port.error()};
    settings.port = quint16(*port);
    if (const auto text = arguments.value(QStringLiteral("address"))) {
        if (!settings.address.setAddress(*text))
            return refused(
                "address",
                QStringLiteral(
                    "\"%1\" is not an IP address; write for example 127.0.0.1 or 0.0.0.0.")
                    .arg(*text));
    }
    const auto most = arguments.number(QStringLiteral("most-connections"), 1000, 100'000);
    if (!most)
        return Unexpected{most.error()};
    if (*most == 0)
        return refused("most-connections", QStringLiteral("0 takes nobody; allow one at least."));
    settings.mostConnections = int(*most);
    const auto password = readPasswordFile(arguments);
    if (!password)
        return Unexpected{password.error()};
    settings.password = *password;
    return {};
}

std::vector<OptionSpec> serverOptions()
{
    const QString closing = QStringLiteral("Closing");
    const QString security = QStringLiteral("Security");
    return {
        {QStringLiteral("port"),
         QStringLiteral("NUMBER"),
         QStringLiteral("port to listen on, 0 for any free one (9000; MSGI: 9200)"),
         {}},
        {QStringLiteral("address"),
         QStringLiteral("IP"),
         QStringLiteral("address to listen on (127.0.0.1)"),
         {}},
        {QStringLiteral("protocol"),
         QStringLiteral("NAME"),
         QStringLiteral(
             "ocpp for every version, ocpp1.6, ocpp2.0.1, ocpp2.1, or none to echo (ocpp)"),
         {}},
        {QStringLiteral("boot"),
         QStringLiteral("ANSWER"),
         QStringLiteral("accepted[:S], pending:S or rejected:S; pending:30x2 accepts after two"),
         {}},
        {QStringLiteral("send-call"),
         QStringLiteral("TIME:ACTION[:JSON]"),
         QStringLiteral("make a CALL on each connection; 1-3@ before it: on the first three; "
                        "may be repeated"),
         {}},
        {QStringLiteral("stations"),
         QStringLiteral("ID,…"),
         QStringLiteral("take these stations only, any other gets 404 (all)"),
         {}},
        {QStringLiteral("most-connections"),
         QStringLiteral("NUMBER"),
         QStringLiteral("clients taken at once (1000; MSGI: 10000)"),
         {}},
        RunFileOption::spec(),
        rememberSpec(),
        {QStringLiteral("close-after"), QStringLiteral("TIME[:WAY]"),
         QStringLiteral("close each connection after this, by rst, fin or a close code; 2@3s:rst "
                        "only the second, 1-3@3s:rst the first three"),
         closing},
        {QStringLiteral("close-on-message"), QStringLiteral("N[:WAY]"),
         QStringLiteral("close on the n-th message"), closing},
        {QStringLiteral("close-after-handshake"), QStringLiteral("WAY"),
         QStringLiteral("close right after the handshake"), closing},
        {QStringLiteral("ping-interval"), QStringLiteral("DURATION"),
         QStringLiteral("send own pings, 0 for none (0)"), closing},
        {QStringLiteral("pong-timeout"), QStringLiteral("DURATION"),
         QStringLiteral("reset a client that does not answer a ping in time (10s)"), closing},
        {QStringLiteral("no-pong"),
         {},
         QStringLiteral("do not answer the clients' pings"),
         closing},
        {QStringLiteral("tls"),
         {},
         QStringLiteral("serve wss://, or msgis://, with a certificate made now"),
         security},
        {QStringLiteral("certificate"), QStringLiteral("FILE"),
         QStringLiteral("serve wss://, or msgis://, with this certificate chain (PEM)"), security},
        {QStringLiteral("key"), QStringLiteral("FILE"),
         QStringLiteral("the certificate's key (PEM)"), security},
        {QStringLiteral("password-file"), QStringLiteral("FILE"),
         QStringLiteral("demand this password by HTTP Basic"), security},
    };
}

} // namespace

Expected<ServeRequest, QString> readServeRequest(const ParsedArguments& arguments)
{
    ServeRequest request;
    ServerSettings& settings = request.settings;
    for (const Expected<void, QString>& read :
         {checkNoServeMsgiOptions(arguments), readServedAddress(arguments, settings),
          readServedProtocols(arguments, settings),
          readScriptedClosings(arguments, settings.script), readServedPings(arguments, settings),
          readScriptedCalls(arguments, settings), readServedStations(arguments, settings)}) {
        if (!read)
            return Unexpected{read.error()};
    }
    const auto feed = readFeedOptions(arguments);
    if (!feed)
        return Unexpected{feed.error()};
    request.feed = *feed;
    if (request.feed)
        settings.subprotocols.clear();
    settings.closeWithoutSubprotocol = !settings.subprotocols.isEmpty();
    if (const auto control = ControlOption::check(arguments); !control)
        return Unexpected{control.error()};
    const auto bounds = readServingBounds(arguments);
    if (!bounds)
        return Unexpected{bounds.error()};
    request.bounds = *bounds;
    auto faults = readFaults(arguments, FaultMode::Server);
    if (!faults)
        return Unexpected{faults.error()};
    request.faults = std::move(*faults);
    if (const auto checked = checkCertificateOptions(arguments); !checked)
        return Unexpected{checked.error()};
    for (const PlannedFault& planned : request.faults.faults)
        if (planned.fault.definition().level == FaultLevel::Tls && !asksForTls(arguments))
            return refused("fault", QStringLiteral("%1 can never bite without TLS; add --tls.")
                                        .arg(planned.fault.toText()));
    const auto seed = arguments.number(QStringLiteral("seed"), 1, UINT64_MAX);
    if (!seed)
        return Unexpected{seed.error()};
    request.seed = *seed;
    return request;
}

std::vector<OptionSpec> serveOptions()
{
    std::vector<OptionSpec> options = serverOptions();
    options.push_back({QStringLiteral("seed"),
                       QStringLiteral("NUMBER"),
                       QStringLiteral("of the faults' probabilities and random values (1)"),
                       {}});
    for (const auto table :
         {serveMsgiOptions, feedOptions, faultOptions, servingOptions, ControlOption::specs}) {
        for (OptionSpec& option : table())
            options.push_back(std::move(option));
    }
    return options;
}

} // namespace redial
