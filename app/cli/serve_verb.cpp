// SPDX-License-Identifier: MIT
#include "app/cli/control_option.h"
#include "app/cli/run_file_option.h"
#include "app/cli/run_presenter.h"
#include "app/cli/serve_msgi.h"
#include "app/cli/serve_request.h"
#include "app/cli/verbs.h"
#include "core/base/version.h"
#include "core/control/server_control.h"
#include "core/fault/server_faults.h"
#include "core/server/scripted_server.h"
#include "core/server/self_signed_certificate.h"

#include <QTemporaryDir>

namespace redial {

namespace {

/// Certificate and key of the options, or made anew in `folder`; null without TLS.
Expected<TlsContext::Shared, QString> readTls(const ParsedArguments& arguments,
                                              const QTemporaryDir& folder)
{
    const auto certificate = arguments.value(QStringLiteral("certificate"));
    const auto key = arguments.value(QStringLiteral("key"));
    if (!asksForTls(arguments))
        return TlsContext::Shared();
    return certificate ? TlsContext::forClients(*certificate, *key)
                       : makeServerCertificate(folder.path());
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
    auto request = readServeRequest(arguments);
    if (!request) {
        console.error(request.error());
        return ExitStatus::Usage;
    }
    const QTemporaryDir folder;
    const auto tls = readTls(arguments, folder);
    if (!tls)
        return couldNotRun(console, tls.error());
    request->settings.tls = *tls;
    const bool made = *tls != nullptr && !arguments.isSet(QStringLiteral("certificate"));
    return runRequest(*request, arguments,
                      made ? folder.filePath(QStringLiteral("server.crt")) : QString(), console);
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
