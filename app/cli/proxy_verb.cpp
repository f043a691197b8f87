// SPDX-License-Identifier: MIT
#include "app/cli/console.h"
#include "app/cli/control_option.h"
#include "app/cli/fault_options.h"
#include "app/cli/remember_option.h"
#include "app/cli/run_file_option.h"
#include "app/cli/run_presenter.h"
#include "app/cli/serving.h"
#include "app/cli/verbs.h"
#include "core/base/version.h"
#include "core/control/proxy_control.h"
#include "core/fault/toxiproxy_api.h"
#include "core/net/socket_calls.h"

#include <QUrl>

#include <functional>

namespace redial {

namespace {

using Result = Expected<void, QString>;

constexpr quint16 controlPort = 8474; // Toxiproxy's

/// What the command line asks for.
struct ProxyOptions
{
    std::optional<ProxySettings> proxy;
    std::optional<quint16> control;
    std::uint64_t seed = 0;
    ServingBounds bounds;
};

Expected<std::optional<HostPort>, QString>
readAddress(const ParsedArguments& arguments, const QString& option,
            const std::function<Expected<HostPort, QString>(const QString&)>& read)
{
    const auto text = arguments.value(option);
    if (!text)
        return std::optional<HostPort>();
    auto address = read(*text);
    if (!address)
        return Unexpected{QStringLiteral("--%1: %2").arg(option, address.error())};
    return std::optional(*address);
}

/// "wss://host:port" asks for TLS; "ws://" does not.
Expected<HostPort, QString> readUpstream(const QString& text, bool& isTls)
{
    const QUrl url(text);
    isTls = url.scheme() == QLatin1String("wss");
    if (!isTls && url.scheme() != QLatin1String("ws"))
        return parseHostPort(text, QStringLiteral("127.0.0.1"));
    if (url.host().isEmpty() || !url.path().remove(QLatin1Char('/')).isEmpty() || url.hasQuery())
        return Unexpected{QStringLiteral("\"%1\" must be host and port alone, as in "
                                         "wss://127.0.0.1:9000; the path is the client's.")
                              .arg(text)};
    return HostPort{url.host(), quint16(url.port(isTls ? 443 : 80))};
}

Result readTls(const ParsedArguments& arguments, bool upstreamIsTls, ProxySettings& settings)
{
    const auto certificate = arguments.value(QStringLiteral("tls-cert"));
    const auto key = arguments.value(QStringLiteral("tls-key"));
    const auto authorities = arguments.value(QStringLiteral("tls-ca"));
    if (certificate.has_value() != key.has_value())
        return Unexpected{QStringLiteral("--tls-cert and --tls-key belong together; give both.")};
    const bool isInsecure = arguments.isSet(QStringLiteral("tls-insecure"));
    if (!upstreamIsTls && (authorities || isInsecure))
        return Unexpected{
            QStringLiteral("--tls-ca and --tls-insecure are about the upstream's TLS; "
                           "write --upstream wss://HOST:PORT.")};
    if (certificate) {
        auto made = TlsContext::forClients(*certificate, *key);
        if (!made)
            return Unexpected{QStringLiteral("--tls-cert: %1").arg(made.error())};
        settings.clientTls = *made;
    }
    if (upstreamIsTls) {
        auto made = TlsContext::forUpstream(authorities.value_or(QString()), !isInsecure);
        if (!made)
            return Unexpected{QStringLiteral("--tls-ca: %1").arg(made.error())};
        settings.upstreamTls = *made;
    }
    return {};
}

/// A relay of bytes looks into no message.
Result checkBytes(const ProxySettings& settings)
{
    if (settings.followsMessages)
        return {};
    for (const PlannedFault& planned : settings.faults.faults) {
        const FaultLevel level = planned.fault.definition().level;
        if (level == FaultLevel::Http || level == FaultLevel::WebSocket ||
            level == FaultLevel::Ocpp)
            return Unexpected{QStringLiteral("--fault: %1 can never bite with --bytes, which looks "
                                             "into no message; leave --bytes out.")
                                  .arg(planned.fault.toText())};
    }
    return {};
}

Result readProxy(const ParsedArguments& arguments, ProxyOptions& options)
{
    const auto listen = readAddress(arguments, QStringLiteral("listen"), [](const QString& text) {
        return parseHostPort(text, QStringLiteral("127.0.0.1"));
    });
    bool upstreamIsTls = false;
    const auto upstream =
        readAddress(arguments, QStringLiteral("upstream"),
                    [&](const QString& text) { return readUpstream(text, upstreamIsTls); });
    const auto most = arguments.number(QStringLiteral("most-connections"), 4096, 100'000);
    for (const auto* address : {&listen, &upstream}) {
        if (!*address)
            return Unexpected{address->error()};
    }
    if (!most)
        return Unexpected{most.error()};
    if (listen->has_value() != upstream->has_value())
        return Unexpected{QStringLiteral("--listen and --upstream belong together; give both, or "
                                         "neither with --control.")};
    if (!*listen) {
        if (arguments.isSet(QStringLiteral("fault")) || arguments.isSet(QStringLiteral("faults")))
            return Unexpected{QStringLiteral("--fault and --faults need a proxy to act in; give "
                                             "--listen and --upstream too.")};
        return {};
    }
    if ((*listen)->port != 0 && (*listen)->text() == (*upstream)->text())
        return Unexpected{QStringLiteral("--upstream: %1 is where the proxy listens itself; give "
                                         "the server's address.")
                              .arg((*upstream)->text())};
    ProxySettings settings;
    settings.name = QStringLiteral("proxy");
    settings.listen = **listen;
    settings.upstream = **upstream;
    settings.mostConnections = int(*most);
    settings.followsMessages = !arguments.isSet(QStringLiteral("bytes"));
    const auto faults = readFaults(arguments, FaultMode::Proxy);
    if (!faults)
        return Unexpected{faults.error()};
    settings.faults = *faults;
    if (const Result suitable = checkBytes(settings); !suitable)
        return suitable;
    if (const Result tls = readTls(arguments, upstreamIsTls, settings); !tls)
        return tls;
    options.proxy = settings;
    return {};
}

Result readControl(const ParsedArguments& arguments, ProxyOptions& options)
{
    const auto port = arguments.number(QStringLiteral("control-port"), controlPort, 65535);
    const auto seed = arguments.number(QStringLiteral("seed"), 0, UINT64_MAX);
    for (const auto* number : {&port, &seed}) {
        if (!*number)
            return Unexpected{number->error()};
    }
    options.seed = *seed;
    if (options.proxy)
        options.proxy->seed = *seed;
    if (arguments.isSet(QStringLiteral("control")) ||
        arguments.isSet(QStringLiteral("control-port")))
        options.control = quint16(*port);
    if (!options.control && !options.proxy)
        return Unexpected{QStringLiteral(
            "there is nothing to relay; give --listen and --upstream, or --control.")};
    return {};
}

Expected<ProxyOptions, QString> readOptions(const ParsedArguments& arguments)
{
    ProxyOptions options;
    for (const auto read : {readProxy, readControl}) {
        if (const Result done = read(arguments, options); !done)
            return Unexpected{done.error()};
    }
    if (const auto control = ControlOption::check(arguments); !control)
        return Unexpected{control.error()};
    const auto bounds = readServingBounds(arguments);
    if (!bounds)
        return Unexpected{bounds.error()};
    options.bounds = *bounds;
    return options;
}

ExitStatus couldNotRun(Console& console, const QString& sentence)
{
    console.error(sentence);
    return ExitStatus::CouldNotRun;
}

RunInfo runInfo(const Clock& clock, const ProxyOptions& options)
{
    QJsonObject configuration{{QStringLiteral("proxy"), true}};
    if (options.proxy) {
        configuration[QStringLiteral("listen")] = options.proxy->listen.text();
        configuration[QStringLiteral("upstream")] = options.proxy->upstream.text();
        configuration[QStringLiteral("faults")] = options.proxy->faults.toJson();
    }
    return {programName(), options.seed, ClockKind::System, clock.wallNow(), configuration};
}

void announce(Console& console, const QString& what, const QString& address)
{
    if (console.json())
        console.object({{what, address}});
    else
        console.result(QStringLiteral("%1 on %2").arg(what, address));
}

void announceToken(Console& console, const QString& path)
{
    if (console.json())
        console.object({{QStringLiteral("token_file"), path}});
    else
        console.result(QStringLiteral("the token of /control is in %1").arg(path));
}

/// The API's server; null if it was not asked for.
Expected<std::unique_ptr<HttpServer>, QString>
startControl(const ProxyOptions& options, ToxiproxyApi& api, HttpControl* orders, Console& console)
{
    if (!options.control)
        return std::unique_ptr<HttpServer>();
    auto server = std::make_unique<HttpServer>([&api, orders](const HttpRequest& request) {
        const bool isOrder = orders && request.head.target == HttpControl::path;
        return isOrder ? orders->answer(request) : api.answer(request);
    });
    const auto port = server->listen(QHostAddress(QHostAddress::LocalHost), *options.control);
    if (!port)
        return Unexpected{port.error()};
    announce(console, QStringLiteral("control"), QStringLiteral("http://127.0.0.1:%1").arg(*port));
    return server;
}

ExitStatus runProxy(const ParsedArguments& arguments, Console& console)
{
    const auto options = readOptions(arguments);
    if (!options) {
        console.error(options.error());
        return ExitStatus::Usage;
    }
    raiseDescriptorLimit();
    SystemClock clock;
    EventLog log;
    const RunInfo info = runInfo(clock, *options);
    RunFileOption file;
    if (const auto opened = file.open(arguments, log, info); !opened)
        return couldNotRun(console, opened.error());
    RunPresenter presenter(console, log, info);
    bool hadRoom = false;
    {
        ProxyCollection proxies(clock, EventRecorder(log, clock, Source::Proxy), options->seed);
        ToxiproxyApi api(proxies);
        if (options->proxy) {
            const auto proxy = proxies.add(*options->proxy, true);
            if (!proxy)
                return couldNotRun(console, proxy.error());
            announce(console, QStringLiteral("listening"), (*proxy)->settings().listen.text());
        }
        ProxyControl controllable(proxies, QStringLiteral("proxy"));
        ControlOption orders;
        if (const auto opened = orders.openLocal(arguments, controllable, log, clock, console);
            !opened)
            return couldNotRun(console, opened.error());
        HttpControl* http = nullptr;
        if (options->control) {
            const auto made = orders.makeHttp(arguments);
            if (!made)
                return couldNotRun(console, made.error());
            http = *made;
        }
        const auto control = startControl(*options, api, http, console);
        if (!control)
            return couldNotRun(console, control.error());
        if (http)
            announceToken(console, orders.tokenPath());
        hadRoom = serveUntilEnded(options->bounds, clock, log, console);
    }
    EventRecorder(log, clock, Source::Harness).record(EventKind::RunEnded);
    return file.close(console) && hadRoom ? ExitStatus::Held : ExitStatus::CouldNotRun;
}

std::vector<OptionSpec> proxyOptions()
{
    const QString control = QStringLiteral("Control");
    const QString tls = QStringLiteral("TLS");
    std::vector<OptionSpec> options{
        {QStringLiteral("listen"),
         QStringLiteral("[HOST:]PORT"),
         QStringLiteral("address to take clients on, port 0 for any free one"),
         {}},
        {QStringLiteral("upstream"),
         QStringLiteral("[wss://]HOST:PORT"),
         QStringLiteral("the server to relay to; wss:// speaks TLS to it"),
         {}},
        {QStringLiteral("most-connections"),
         QStringLiteral("NUMBER"),
         QStringLiteral("clients relayed at once (4096)"),
         {}},
        {QStringLiteral("bytes"),
         {},
         QStringLiteral("relay bytes only, and do not look for WebSocket and OCPP in them"),
         {}},
        {QStringLiteral("seed"),
         QStringLiteral("NUMBER"),
         QStringLiteral("of what the faults draw at random (0)"),
         {}},
        RunFileOption::spec(),
        rememberSpec(),
        {QStringLiteral("tls-cert"), QStringLiteral("FILE"),
         QStringLiteral("speak TLS to the clients, with this certificate chain in PEM form"), tls},
        {QStringLiteral("tls-key"), QStringLiteral("FILE"),
         QStringLiteral("its private key, PEM, without a password"), tls},
        {QStringLiteral("tls-ca"), QStringLiteral("FILE"),
         QStringLiteral("trust the authorities of this file, PEM, instead of the system's"), tls},
        {QStringLiteral("tls-insecure"),
         {},
         QStringLiteral("do not verify the upstream's certificate"),
         tls},
        {QStringLiteral("control"),
         {},
         QStringLiteral("take Toxiproxy's HTTP commands on 127.0.0.1"),
         control},
        {QStringLiteral("control-port"), QStringLiteral("NUMBER"),
         QStringLiteral("the port for them, 0 for any free one (8474)"), control},
        ControlOption::nameSpec(),
    };
    for (const auto& more : {faultOptions(), servingOptions()})
        options.insert(options.end(), more.begin(), more.end());
    return options;
}

} // namespace

Verb proxyVerb()
{
    return {QStringLiteral("proxy"),
            {},
            QStringLiteral("Stands between a client and a server, and disturbs what passes"),
            proxyOptions(),
            QStringLiteral("redial proxy --listen 9001 --upstream 127.0.0.1:9000 "
                           "--fault \"N13 when=message:3:StatusNotification direction=upstream\""),
            runProxy};
}

} // namespace redial
