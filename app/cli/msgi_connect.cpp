// SPDX-License-Identifier: MIT
// connect with msgi:// URLs: one MSGI client, live on the terminal.
#include "app/cli/msgi_connect.h"

#include "app/cli/interrupt.h"
#include "app/cli/pipeline_options.h"
#include "app/cli/remember_option.h"
#include "app/cli/run_file_option.h"
#include "app/cli/run_options.h"
#include "app/cli/run_presenter.h"
#include "app/cli/verbs.h"
#include "core/base/to_qstring.h"
#include "core/report/account_sentences.h"
#include "core/report/terminal_text.h"
#include "core/scenario/msgi_run.h"
#include "core/wire/url_without_secrets.h"

#include <QEventLoop>

#include <algorithm>

namespace redial {

namespace {

const QString section = QStringLiteral("MSGI");
const QString sendOption = QStringLiteral("send");
const QString heartbeatOption = QStringLiteral("heartbeat-frames");
const QString clientOption = QStringLiteral("client-id");
const QString balanceOption = QStringLiteral("balance");
const QString probeOption = QStringLiteral("probe-interval");
constexpr qsizetype mostShown = 400;

Unexpected<QString> wrong(const QString& option, const QString& sentence)
{
    return Unexpected{QStringLiteral("--%1: %2").arg(option, sentence)};
}

/// Options that an MSGI client shares with the others, beside the reconnect policy's.
bool isShared(const QString& option)
{
    static const QStringList names{QStringLiteral("duration"), QStringLiteral("drop-at"),
                                   QStringLiteral("seed"),     QStringLiteral("log"),
                                   QStringLiteral("remember"), QStringLiteral("echo"),
                                   QStringLiteral("tls-ca"),   QStringLiteral("tls-insecure"),
                                   QStringLiteral("tls-cert"), QStringLiteral("tls-key")};
    return names.contains(option);
}

template <class Options>
bool hasOption(const Options& options, const QString& name)
{
    return std::any_of(options.begin(), options.end(),
                       [&](const OptionSpec& option) { return option.name == name; });
}

/// What was given and means nothing here is refused, not passed over.
Expected<void, QString> checkOptions(const ParsedArguments& arguments, const Verb& verb)
{
    for (const OptionSpec& option : verb.options) {
        const bool isOurs = isShared(option.name) || hasOption(policyOptions(), option.name) ||
                            hasOption(msgiConnectOptions(), option.name);
        if (!isOurs && arguments.isSet(option.name))
            return wrong(option.name, QStringLiteral("means nothing to an MSGI client; leave it "
                                                     "out."));
    }
    return {};
}

Expected<void, QString> readServers(const ParsedArguments& arguments,
                                    MsgiRunConfiguration& configuration)
{
    for (const QString& text : arguments.positional()) {
        const auto server = parseMsgiServer(text);
        if (!server)
            return Unexpected{server.error()};
        configuration.servers.push_back(*server);
    }
    for (const QString& option : {balanceOption, probeOption}) {
        if (arguments.isSet(option) && configuration.servers.size() < 2)
            return wrong(option, QStringLiteral("is for several servers, and there is one URL; "
                                                "give more, or leave it out."));
    }
    if (const auto name = arguments.value(balanceOption)) {
        const auto strategy = balanceStrategyFromName(name->toStdString());
        if (!strategy)
            return wrong(balanceOption,
                         QStringLiteral("\"%1\" is unknown; write round_robin, least_connections, "
                                        "weighted or random.")
                             .arg(*name));
        configuration.strategy = *strategy;
    }
    const auto probe = arguments.duration(probeOption, configuration.probeInterval);
    if (!probe)
        return Unexpected{probe.error()};
    configuration.probeInterval = *probe;
    return {};
}

Expected<MsgiRunConfiguration, QString> configurationOf(const ParsedArguments& arguments,
                                                        const StationRunConfiguration& read)
{
    MsgiRunConfiguration configuration;
    if (const auto servers = readServers(arguments, configuration); !servers)
        return Unexpected{servers.error()};
    configuration.client.connection.policy = read.policy;
    configuration.client.connection.request.tls = read.tls;
    const auto pipeline = readPipeline(arguments);
    if (!pipeline)
        return Unexpected{pipeline.error()};
    configuration.client.pipeline = *pipeline;
    configuration.client.clientId = arguments.value(clientOption).value_or(QString()).toStdString();
    const auto heartbeat = arguments.duration(heartbeatOption, {});
    if (!heartbeat)
        return Unexpected{heartbeat.error()};
    configuration.client.heartbeatInterval = *heartbeat;
    configuration.messages = arguments.values(sendOption);
    configuration.echo = read.echo;
    configuration.duration = read.duration;
    configuration.seed = read.seed;
    for (const PlannedDrop& drop : read.drops)
        configuration.drops.push_back({drop.at, drop.kind});
    if (const auto valid = configuration.validate(); !valid)
        return Unexpected{valid.error()};
    return configuration;
}

void waitForEnd(MsgiRun& run)
{
    Interrupt interrupt;
    QObject::connect(&interrupt, &Interrupt::requested, &run, [&run] { run.stop(); });
    QEventLoop loop;
    QObject::connect(&run, &MsgiRun::ended, &loop, &QEventLoop::quit);
    if (!run.hasEnded())
        loop.exec();
}

ExitStatus present(MsgiRun& run, const ParsedArguments& arguments, Console& console)
{
    RunFileOption file;
    if (const auto opened = file.open(arguments, *run.log(), run.info()); !opened) {
        console.error(opened.error());
        return ExitStatus::CouldNotRun;
    }
    RunPresenter presenter(console, *run.log(), run.info());
    if (!console.json())
        QObject::connect(
            &run, &MsgiRun::messageReceived, &run, [&console](const QByteArray& message) {
                console.line(QStringLiteral("received: %1")
                                 .arg(printable({message.constData(), std::size_t(message.size())},
                                                mostShown)));
            });
    QObject::connect(&run, &MsgiRun::errorReceived, &run,
                     [&console](quint16 code, const QString& sentence) {
                         console.error(QStringLiteral("the server's ERROR %1: %2")
                                           .arg(code)
                                           .arg(printable(sentence.toStdString(), mostShown)));
                     });
    run.start();
    waitForEnd(run);
    const bool fileIsWhole = file.close(console);
    ExitStatus status = presenter.close();
    if (const auto failure = neverOpened(*run.log())) {
        console.error(*failure);
        status = ExitStatus::NotHeld;
    }
    return fileIsWhole ? status : ExitStatus::CouldNotRun;
}

} // namespace

std::vector<OptionSpec> msgiConnectOptions()
{
    std::vector<OptionSpec> options{
        {sendOption, QStringLiteral("TEXT"),
         QStringLiteral("send this once online for the first time; may be repeated"), section},
        {clientOption, QStringLiteral("NAME"),
         QStringLiteral("tell the server this name on each connection"), section},
        {heartbeatOption, QStringLiteral("DURATION"),
         QStringLiteral("send a HEARTBEAT frame so often (never)"), section},
        {balanceOption, QStringLiteral("NAME"),
         QStringLiteral("with several URLs, each with *WEIGHT if wanted: round_robin, "
                        "least_connections, weighted or random (round_robin)"),
         section},
        {probeOption, QStringLiteral("DURATION"),
         QStringLiteral("ask each of several servers so often whether it lives; 0: never (2s)"),
         section}};
    const auto pipeline = pipelineOptions();
    options.insert(options.end(), pipeline.begin(), pipeline.end());
    return options;
}

bool asksForMsgi(const ParsedArguments& arguments)
{
    const QStringList& words = arguments.positional();
    return std::any_of(words.begin(), words.end(), &isMsgiUrl);
}

Expected<void, QString> checkNoMsgiOptions(const ParsedArguments& arguments)
{
    for (const OptionSpec& option : msgiConnectOptions()) {
        if (arguments.isSet(option.name))
            return wrong(option.name,
                         QStringLiteral("is for msgi:// and msgis:// URLs; leave it out."));
    }
    if (arguments.positional().size() > 1)
        return Unexpected{
            QStringLiteral("\"%1\" is one URL too many: only MSGI clients take several.")
                .arg(urlTextWithoutSecrets(arguments.positional().at(1)))};
    return {};
}

ExitStatus connectMsgi(const ParsedArguments& arguments, const StationRunConfiguration& read,
                       Console& console)
{
    const auto usage = [&console](const QString& sentence) {
        console.error(sentence);
        return ExitStatus::Usage;
    };
    if (const auto valid = checkOptions(arguments, connectVerb()); !valid)
        return usage(valid.error());
    if (const auto valid = checkRemember(arguments); !valid)
        return usage(valid.error());
    auto configuration = configurationOf(arguments, read);
    if (!configuration)
        return usage(configuration.error());
    MsgiRun run(std::move(*configuration));
    return present(run, arguments, console);
}

std::optional<QString> neverOpened(const EventLog& log)
{
    QString reason;
    for (EventNumber number = 1; number <= log.size(); ++number) {
        const EventHeader& header = log.header(number);
        if (header.source != Source::Client)
            continue;
        if (header.kind == EventKind::Opened)
            return std::nullopt;
        if (header.kind == EventKind::Closed)
            reason = closeSentence(log, number);
    }
    while (reason.endsWith(QLatin1Char('.')))
        reason.chop(1);
    return QStringLiteral("no connection was ever open%1%2. Check the URL and the server.")
        .arg(reason.isEmpty() ? QString() : QStringLiteral("; the last attempt: "), reason);
}

} // namespace redial
