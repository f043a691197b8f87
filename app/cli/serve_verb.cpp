// SPDX-License-Identifier: MIT
#include "app/cli/arguments.h"
#include "app/cli/control_option.h"
#include "app/cli/fault_options.h"
#include "app/cli/password_file.h"
#include "app/cli/remember_option.h"
#include "app/cli/run_file_option.h"
#include "app/cli/run_presenter.h"
#include "app/cli/serve_msgi.h"
#include "app/cli/serving.h"
#include "app/cli/stream_options.h"
#include "app/cli/verbs.h"
#include "core/base/version.h"
#include "core/control/server_control.h"
#include "core/fault/server_faults.h"
#include "core/scenario/station_run_configuration.h"
#include "core/server/scripted_server.h"
#include "core/server/self_signed_certificate.h"

#include <QTemporaryDir>

namespace redial {

namespace {

using namespace std::chrono_literals;

using Result = Expected<void, QString>;

Unexpected<QString> wrong(const char* option, const QString& sentence)
{
    return Unexpected{QStringLiteral("--%1: %2").arg(QLatin1String(option), sentence)};
}

Result readScript(const ParsedArguments& arguments, PeerScript& script)
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
                return wrong(option, closing.error());
            script.closings.push_back(*closing);
        }
    }
    return {};
}

Result readCalls(const ParsedArguments& arguments, ServerSettings& settings)
{
    const QString option = QStringLiteral("send-call");
    for (const QString& text : arguments.values(option)) {
        const auto call = parseScriptedCall(text);
        if (!call)
            return wrong("send-call", call.error());
        settings.script.calls.push_back(*call);
    }
    if (arguments.isSet(option) && settings.subprotocols.isEmpty())
        return wrong("send-call", QStringLiteral("an echo server makes no CALLs; choose another "
                                                 "--protocol than none."));
    return {};
}

Result readStations(const ParsedArguments& arguments, ServerSettings& settings)
{
    const auto text = arguments.value(QStringLiteral("stations"));
    if (!text)
        return {};
    for (const QString& station : text->split(QLatin1Char(','), Qt::SkipEmptyParts))
        settings.stations << station.trimmed();
    if (settings.stations.isEmpty())
        return wrong("stations", QStringLiteral("no id is named; write for example CP-1,CP-2, or "
                                                "leave the option out to take every station."));
    return {};
}

Result readProtocol(const ParsedArguments& arguments, ServerSettings& settings)
{
    const QString text =
        arguments.value(QStringLiteral("protocol")).value_or(QStringLiteral("ocpp"));
    if (text == QLatin1String("ocpp")) {
        for (const OcppProfile& profile : ocppProfiles())
            settings.subprotocols.prepend(profile.subprotocol);
    } else {
        const auto protocol = parseProtocol(text);
        if (!protocol)
            return wrong("protocol", protocol.error());
        if (!*protocol)
            return {};
        settings.subprotocols = {text};
    }
    const auto boot = parseBootAnswer(
        arguments.value(QStringLiteral("boot")).value_or(QStringLiteral("accepted")));
    if (!boot)
        return wrong("boot", boot.error());
    settings.closeWithoutSubprotocol = true;
    settings.behaviour = CentralSystem::factory(*boot);
    return {};
}

Result readTimes(const ParsedArguments& arguments, ServerSettings& settings)
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

Result readAddress(const ParsedArguments& arguments, ServerSettings& settings)
{
    const auto port = arguments.number(QStringLiteral("port"), 9000, 65535);
    if (!port)
        return Unexpected{port.error()};
    settings.port = quint16(*port);
    if (const auto text = arguments.value(QStringLiteral("address"))) {
        if (!settings.address.setAddress(*text))
            return wrong("address",
                         QStringLiteral(
                             "\"%1\" is not an IP address; write for example 127.0.0.1 or 0.0.0.0.")
                             .arg(*text));
    }
    const auto most = arguments.number(QStringLiteral("most-connections"), 1000, 100'000);
    if (!most)
        return Unexpected{most.error()};
    settings.mostConnections = int(*most);
    const auto password = readPasswordFile(arguments);
    if (!password)
        return Unexpected{password.error()};
    settings.password = *password;
    return {};
}

/// Certificate and key of the options, or made anew in `folder`.
Expected<std::optional<QSslConfiguration>, QString> readTls(const ParsedArguments& arguments,
                                                            const QTemporaryDir& folder)
{
    const auto certificate = arguments.value(QStringLiteral("certificate"));
    const auto key = arguments.value(QStringLiteral("key"));
    if (!arguments.isSet(QStringLiteral("tls")) && !certificate)
        return std::optional<QSslConfiguration>();
    if (certificate.has_value() != key.has_value())
        return Unexpected{QStringLiteral(
            "--certificate and --key belong together; give both, or neither for one made now.")};
    const auto loaded = certificate ? loadServerCertificate(*certificate, *key)
                                    : makeServerCertificate(folder.path());
    if (!loaded)
        return Unexpected{loaded.error()};
    return std::optional(*loaded);
}

void announce(Console& console, const ScriptedServer& server, const QString& certificate)
{
    QString address = server.url().toString();
    address.chop(1);
    if (console.json()) {
        console.object(
            {{QStringLiteral("listening"), address}, {QStringLiteral("certificate"), certificate}});
        return;
    }
    console.result(QStringLiteral("listening on %1").arg(address));
    if (!certificate.isEmpty())
        console.line(
            QStringLiteral("certificate made for this run: %1 (redial connect … --tls-ca %1)")
                .arg(certificate));
}

ExitStatus couldNotRun(Console& console, const QString& sentence)
{
    console.error(sentence);
    return ExitStatus::CouldNotRun;
}

/// What a verb line of `serve` asks for.
struct ServeRequest
{
    ServerSettings settings;
    ServingBounds bounds;
    FaultPlan faults;
    /// Set: a feed is played instead of a central system.
    std::optional<FeedSettings> feed;
    std::uint64_t seed = 1;
};

Expected<ServeRequest, QString> readRequest(const ParsedArguments& arguments)
{
    ServeRequest request;
    ServerSettings& settings = request.settings;
    for (const Result& read :
         {checkNoServeMsgiOptions(arguments), readAddress(arguments, settings),
          readProtocol(arguments, settings), readScript(arguments, settings.script),
          readTimes(arguments, settings), readCalls(arguments, settings),
          readStations(arguments, settings)}) {
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
    const bool tls =
        arguments.isSet(QStringLiteral("tls")) || arguments.isSet(QStringLiteral("certificate"));
    for (const PlannedFault& planned : request.faults.faults)
        if (planned.fault.definition().level == FaultLevel::Tls && !tls)
            return wrong("fault", QStringLiteral("%1 can never bite without TLS; add --tls.")
                                      .arg(planned.fault.toText()));
    const auto seed = arguments.number(QStringLiteral("seed"), 1, UINT64_MAX);
    if (!seed)
        return Unexpected{seed.error()};
    request.seed = *seed;
    return request;
}

RunInfo runInfo(const ServeRequest& request, const Clock& clock)
{
    return {programName(),
            request.seed,
            ClockKind::System,
            clock.wallNow(),
            {{QStringLiteral("serve"), true}, {QStringLiteral("faults"), request.faults.toJson()}}};
}

ExitStatus runRequest(const ServeRequest& request, const ParsedArguments& arguments,
                      const QString& madeCertificate, Console& console)
{
    SystemClock clock;
    EventLog log;
    const RunInfo info = runInfo(request, clock);
    RunFileOption file;
    if (const auto opened = file.open(arguments, log, info); !opened)
        return couldNotRun(console, opened.error());
    RunPresenter presenter(console, log, info);
    const EventRecorder recorder(log, clock, Source::Server);
    ServerFaults faults(request.faults, clock, Random(request.seed), recorder);
    ServerSettings settings = request.settings;
    if (request.feed)
        settings.behaviour = Feed::factory(*request.feed, clock);
    settings.interceptor = faults.factory();
    settings.tlsInterceptor = &faults.tlsInterceptor();
    QString trusted = madeCertificate;
    if (faults.needsCertificates() && !madeCertificate.isEmpty()) {
        const auto good = faults.certificates().good();
        if (!good)
            return couldNotRun(console, good.error());
        settings.tls = *good;
        trusted = faults.certificates().authorityFile();
    }
    ScriptedServer server(settings, clock, recorder);
    faults.setServer(&server);
    ServerControl controllable(server, &faults);
    ControlOption control;
    if (const auto opened = control.open(arguments, controllable, log, clock, console); !opened)
        return couldNotRun(console, opened.error());
    faults.start();
    const auto port = server.listen();
    if (!port)
        return couldNotRun(console, port.error());
    announce(console, server, trusted);
    const bool hadRoom = serveUntilEnded(request.bounds, clock, log, console);
    faults.finish();
    server.stop();
    EventRecorder(log, clock, Source::Harness).record(EventKind::RunEnded);
    return file.close(console) && hadRoom ? ExitStatus::Held : ExitStatus::CouldNotRun;
}

ExitStatus runServe(const ParsedArguments& arguments, Console& console)
{
    if (arguments.value(QStringLiteral("profile")) == QLatin1String("msgi"))
        return serveMsgi(arguments, console);
    auto request = readRequest(arguments);
    if (!request) {
        console.error(request.error());
        return ExitStatus::Usage;
    }
    const QTemporaryDir folder;
    const auto tls = readTls(arguments, folder);
    if (!tls)
        return couldNotRun(console, tls.error());
    request->settings.tls = *tls;
    const bool made = tls->has_value() && !arguments.isSet(QStringLiteral("certificate"));
    return runRequest(*request, arguments,
                      made ? folder.filePath(QStringLiteral("server.crt")) : QString(), console);
}

std::vector<OptionSpec> serverOptions()
{
    const QString closing = QStringLiteral("Closing");
    const QString security = QStringLiteral("Security");
    return {
        {QStringLiteral("port"),
         QStringLiteral("NUMBER"),
         QStringLiteral("port to listen on, 0 for any free one (9000)"),
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
         QStringLiteral("clients taken at once (1000)"),
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
         QStringLiteral("serve wss:// with a certificate made now"),
         security},
        {QStringLiteral("certificate"), QStringLiteral("FILE"),
         QStringLiteral("serve wss:// with this certificate chain (PEM)"), security},
        {QStringLiteral("key"), QStringLiteral("FILE"),
         QStringLiteral("the certificate's key (PEM)"), security},
        {QStringLiteral("password-file"), QStringLiteral("FILE"),
         QStringLiteral("demand this password by HTTP Basic"), security},
    };
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

} // namespace

Verb serveVerb()
{
    return {QStringLiteral("serve"),
            {},
            QStringLiteral("Plays the server against real clients, and closes on purpose"),
            serveOptions(),
            QStringLiteral("redial serve --port 9000 --close-after 3s:rst"),
            runServe};
}

} // namespace redial
