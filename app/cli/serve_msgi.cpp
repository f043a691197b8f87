// SPDX-License-Identifier: MIT
#include "app/cli/serve_msgi.h"

#include "app/cli/control_option.h"
#include "app/cli/pipeline_options.h"
#include "app/cli/run_file_option.h"
#include "app/cli/run_presenter.h"
#include "app/cli/serving.h"
#include "core/base/version.h"
#include "core/control/msgi_group_control.h"
#include "core/control/msgi_server_control.h"
#include "core/fault/fault_plan_reader.h"
#include "core/fault/msgi_faults.h"
#include "core/fault/server_faults.h"
#include "core/server/msgi_server_group.h"
#include "core/server/self_signed_certificate.h"

#include <QTemporaryDir>

namespace redial {

namespace {

using Result = Expected<void, QString>;

const QString clientAuthorityOption = QStringLiteral("client-ca");
const QString threadsOption = QStringLiteral("threads");
constexpr std::uint64_t mostThreads = 1000;

/// What the command line asks for.
struct MsgiRequest
{
    MsgiServerSettings settings;
    ServingBounds bounds;
    FaultPlan faults;
    std::uint64_t seed = 1;
    std::uint64_t threads = 1;
    /// Of the certificate made for this run; empty if there is none.
    QString certificate;
};

Unexpected<QString> wrong(const char* option, const QString& sentence)
{
    return Unexpected{QStringLiteral("--%1: %2").arg(QLatin1String(option), sentence)};
}

/// Of the other profiles: what they mean is nothing to MSGI.
Result refuseOthers(const ParsedArguments& arguments)
{
    for (const char* option :
         {"protocol", "boot", "send-call", "stations", "close-after", "close-on-message",
          "close-after-handshake", "no-pong", "password-file", "channels", "rate", "history",
          "no-auth", "fresh-tokens", "feed-ping"}) {
        if (arguments.isSet(QLatin1String(option)))
            return wrong(option, QStringLiteral("is not for --profile msgi; use --fault to break "
                                                "connections, or leave it out."));
    }
    return {};
}

Result checkTls(const ParsedArguments& arguments)
{
    if (arguments.isSet(clientAuthorityOption) && !asksForTls(arguments))
        return Unexpected{QStringLiteral("--%1: only TLS has certificates; add --tls.")
                              .arg(clientAuthorityOption)};
    return checkCertificateOptions(arguments);
}

Result readNumbers(const ParsedArguments& arguments, MsgiServerSettings& settings)
{
    const auto port = arguments.number(QStringLiteral("port"), 9200, 65535);
    const auto most = arguments.number(QStringLiteral("most-connections"), 10'000, 1'000'000);
    const auto limit =
        arguments.number(QStringLiteral("message-limit"), msgiDefaultLimit, 1024ULL * 1024 * 1024);
    for (const auto* number : {&port, &most, &limit}) {
        if (!*number)
            return Unexpected{number->error()};
    }
    if (*most == 0)
        return wrong("most-connections", QStringLiteral("0 takes nobody; allow one at least."));
    if (*limit < msgiHeadSize)
        return wrong("message-limit", QStringLiteral("a frame has ten bytes at least."));
    settings.port = static_cast<quint16>(*port);
    settings.mostConnections = *most;
    settings.messageLimit = static_cast<std::uint32_t>(*limit);
    // One whole message may always wait.
    settings.stream.outputLimit =
        std::max(settings.stream.outputLimit, 2 * std::size_t{settings.messageLimit});
    if (const auto text = arguments.value(QStringLiteral("address"))) {
        if (!settings.address.setAddress(*text))
            return wrong("address",
                         QStringLiteral(
                             "\"%1\" is not an IP address; write for example 127.0.0.1 or 0.0.0.0.")
                             .arg(*text));
    }
    return {};
}

Result readTimes(const ParsedArguments& arguments, MsgiServerSettings& settings)
{
    MsgiSessionPolicy& policy = settings.policy;
    const std::pair<const char*, std::chrono::nanoseconds*> rows[] = {
        {"ping-interval", &policy.pingInterval},
        {"pong-timeout", &policy.pongTimeout},
        {"idle-timeout", &policy.idleTimeout},
        {"heartbeat-interval", &policy.heartbeatInterval}};
    for (const auto& [option, value] : rows) {
        const auto read = arguments.duration(QLatin1String(option), *value);
        if (!read)
            return Unexpected{read.error()};
        *value = *read;
    }
    const QString content =
        arguments.value(QStringLiteral("content")).value_or(QStringLiteral("any"));
    if (content != QLatin1String("any") && content != QLatin1String("container"))
        return wrong("content",
                     QStringLiteral("\"%1\" is unknown; write any or container.").arg(content));
    if (content == QLatin1String("container"))
        settings.content = MsgiContent::Container;
    return {};
}

/// A log lives on one thread, and so do the faults that it tells of.
Result readThreads(const ParsedArguments& arguments, std::uint64_t& threads)
{
    const auto number = arguments.number(threadsOption, 1, mostThreads);
    if (!number)
        return Unexpected{number.error()};
    if (*number == 0)
        return wrong("threads", QStringLiteral("a server has one thread at least."));
    threads = *number;
    for (const char* option : {"fault", "faults", "log", "remember"}) {
        if (threads > 1 && arguments.isSet(QLatin1String(option)))
            return wrong("threads", QStringLiteral("several threads write no log and do no faults; "
                                                   "leave out --%1, or serve on one.")
                                        .arg(QLatin1String(option)));
    }
    return {};
}

Expected<MsgiRequest, QString> readRequest(const ParsedArguments& arguments)
{
    MsgiRequest request;
    for (const Result& read :
         {refuseOthers(arguments), checkTls(arguments), readNumbers(arguments, request.settings),
          readTimes(arguments, request.settings), readThreads(arguments, request.threads),
          ControlOption::check(arguments)}) {
        if (!read)
            return Unexpected{read.error()};
    }
    const auto pipeline = readPipeline(arguments, request.settings.messageLimit);
    if (!pipeline)
        return Unexpected{pipeline.error()};
    request.settings.pipeline = *pipeline;
    auto faults = readMsgiFaults(arguments);
    if (!faults)
        return Unexpected{faults.error()};
    request.faults = std::move(*faults);
    const auto bounds = readServingBounds(arguments);
    if (!bounds)
        return Unexpected{bounds.error()};
    request.bounds = *bounds;
    const auto seed = arguments.number(QStringLiteral("seed"), 1, UINT64_MAX);
    if (!seed)
        return Unexpected{seed.error()};
    request.seed = *seed;
    return request;
}

Result readTls(const ParsedArguments& arguments, const QTemporaryDir& folder, MsgiRequest& request)
{
    auto certificate = arguments.value(QStringLiteral("certificate"));
    auto key = arguments.value(QStringLiteral("key"));
    if (!asksForTls(arguments))
        return {};
    if (!certificate) {
        if (const auto made = makeServerCertificate(folder.path()); !made)
            return Unexpected{made.error()};
        certificate = request.certificate = folder.filePath(QStringLiteral("server.crt"));
        key = folder.filePath(QStringLiteral("server.key"));
    }
    const auto context = TlsContext::forClients(
        *certificate, *key, arguments.value(clientAuthorityOption).value_or(QString()));
    if (!context)
        return Unexpected{context.error()};
    request.settings.tls = *context;
    return {};
}

RunInfo runInfo(const MsgiRequest& request, const Clock& clock)
{
    return {programName(),
            request.seed,
            ClockKind::System,
            clock.wallNow(),
            {{QStringLiteral("serve"), true},
             {QStringLiteral("profile"), QStringLiteral("msgi")},
             {QStringLiteral("faults"), request.faults.toJson()}}};
}

/// An MsgiServer, or an MsgiServerGroup.
template <class Server>
void announce(Console& console, const Server& server, const MsgiRequest& request)
{
    const QString address =
        QStringLiteral("%1://%2:%3")
            .arg(request.settings.tls ? QStringLiteral("msgis") : QStringLiteral("msgi"),
                 server.address().toString())
            .arg(server.port());
    if (console.json()) {
        console.object({{QStringLiteral("listening"), address},
                        {QStringLiteral("certificate"), request.certificate}});
        return;
    }
    console.result(QStringLiteral("listening on %1").arg(address));
    if (!request.certificate.isEmpty())
        console.line(
            QStringLiteral("certificate made for this run: %1 (redial connect … --tls-ca %1)")
                .arg(request.certificate));
}

ExitStatus couldNotRun(Console& console, const QString& sentence)
{
    console.error(sentence);
    return ExitStatus::CouldNotRun;
}

ExitStatus runOnThreads(const MsgiRequest& request, const ParsedArguments& arguments,
                        Console& console)
{
    SystemClock clock;
    EventLog log;
    MsgiEcho echo;
    MsgiServerGroup group(request.settings, request.threads, echo);
    MsgiGroupControl controllable(group);
    ControlOption control;
    if (const auto opened = control.open(arguments, controllable, log, clock, console); !opened)
        return couldNotRun(console, opened.error());
    if (const auto port = group.start(); !port)
        return couldNotRun(console, port.error());
    announce(console, group, request);
    const bool hadRoom = serveUntilEnded(request.bounds, clock, log, console);
    group.stop();
    group.wait();
    return hadRoom ? ExitStatus::Held : ExitStatus::CouldNotRun;
}

ExitStatus runRequest(const MsgiRequest& request, const ParsedArguments& arguments,
                      Console& console)
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
    MsgiServerSettings settings = request.settings;
    settings.interceptor = faults.factory();
    MsgiEcho echo;
    SessionRegistry registry;
    MsgiServer server(std::move(settings), clock, echo, registry, recorder);
    faults.setServer(server);
    MsgiServerControl controllable(server, faults);
    ControlOption control;
    if (const auto opened = control.open(arguments, controllable, log, clock, console); !opened)
        return couldNotRun(console, opened.error());
    faults.start();
    if (const auto port = server.start(); !port)
        return couldNotRun(console, port.error());
    announce(console, server, request);
    const bool hadRoom = serveUntilEnded(request.bounds, clock, log, console);
    faults.finish();
    server.stop();
    server.wait();
    EventRecorder(log, clock, Source::Harness).record(EventKind::RunEnded);
    return file.close(console) && hadRoom ? ExitStatus::Held : ExitStatus::CouldNotRun;
}

} // namespace

std::vector<OptionSpec> serveMsgiOptions()
{
    const QString section = QStringLiteral("MSGI");
    std::vector<OptionSpec> options{
        {QStringLiteral("profile"), QStringLiteral("NAME"),
         QStringLiteral("stations, stream for a feed, or msgi: frames of MSGI instead of "
                        "WebSockets, on port 9200 (stations)"),
         section},
        {QStringLiteral("message-limit"), QStringLiteral("BYTES"),
         QStringLiteral("the largest frame, both ways (1048576)"), section},
        {QStringLiteral("idle-timeout"), QStringLiteral("DURATION"),
         QStringLiteral("end a client that says nothing for so long, 0 for never (5m)"), section},
        {QStringLiteral("heartbeat-interval"), QStringLiteral("DURATION"),
         QStringLiteral("send own HEARTBEATs, 0 for none (0)"), section},
        {QStringLiteral("content"), QStringLiteral("KIND"),
         QStringLiteral("what DATA has to hold: any, or container (any)"), section},
        {threadsOption, QStringLiteral("N"),
         QStringLiteral("serve on so many threads, 1 to 1000; more than one write no log and do no "
                        "faults (1)"),
         section},
        {clientAuthorityOption, QStringLiteral("FILE"),
         QStringLiteral("with TLS: take only clients with a certificate that an authority of this "
                        "file (PEM) has issued"),
         section},
    };
    for (OptionSpec& option : pipelineOptions())
        options.push_back(std::move(option));
    return options;
}

Expected<void, QString> checkNoServeMsgiOptions(const ParsedArguments& arguments)
{
    for (const OptionSpec& option : serveMsgiOptions()) {
        if (option.name != QLatin1String("profile") && arguments.isSet(option.name))
            return Unexpected{
                QStringLiteral("--%1: is for --profile msgi; add that, or leave it out.")
                    .arg(option.name)};
    }
    return {};
}

Expected<FaultPlan, QString> readMsgiFaults(const ParsedArguments& arguments)
{
    auto plan = readFaultOptions(arguments.values(QStringLiteral("fault")),
                                 arguments.value(QStringLiteral("faults")).value_or(QString()));
    if (!plan)
        return plan;
    for (const PlannedFault& planned : plan->faults) {
        if (const QString no = unsuitableOnMsgi(planned); !no.isEmpty())
            return wrong("fault", no);
        const std::string_view id = planned.fault.id();
        const char* const needed = id == "M6" ? "hmac-key-file" : id == "M7" ? "compress" : nullptr;
        if (needed != nullptr && !arguments.isSet(QLatin1String(needed)))
            return wrong("fault", QStringLiteral("%1 can never bite without --%2; add it.")
                                      .arg(planned.fault.toText(), QLatin1String(needed)));
    }
    return plan;
}

ExitStatus serveMsgi(const ParsedArguments& arguments, Console& console)
{
    auto request = readRequest(arguments);
    if (!request) {
        console.error(request.error());
        return ExitStatus::Usage;
    }
    const QTemporaryDir folder;
    if (const auto tls = readTls(arguments, folder, *request); !tls)
        return couldNotRun(console, tls.error());
    return request->threads > 1 ? runOnThreads(*request, arguments, console)
                                : runRequest(*request, arguments, console);
}

} // namespace redial
