// SPDX-License-Identifier: MIT
// judge: leads a foreign client through the situations that show what it does about a lost
// connection, and says what was right and what was wrong.
#include "app/cli/arguments.h"
#include "app/cli/interrupt.h"
#include "app/cli/remember_option.h"
#include "app/cli/report_options.h"
#include "app/cli/run_file_option.h"
#include "app/cli/verbs.h"
#include "core/base/duration_text.h"
#include "core/base/nearest_name.h"
#include "core/base/to_qstring.h"
#include "core/base/version.h"
#include "core/foreign/client_examination.h"
#include "core/foreign/judgement.h"
#include "core/log/run_file_reader.h"
#include "core/report/terminal_text.h"
#include "core/server/self_signed_certificate.h"

#include <QEventLoop>
#include <QFileInfo>
#include <QTemporaryDir>

#include <algorithm>

namespace redial {

namespace {

using namespace std::chrono_literals;

/// The situations of --only; the first one always comes, because a connection is needed.
Expected<std::vector<Situation>, QString> situationsLeftOut(const ParsedArguments& arguments)
{
    std::vector<Situation> without;
    const auto only = arguments.value(QStringLiteral("only"));
    if (!only)
        return without;
    QStringList known;
    for (const std::string_view name : situationNames())
        known << toQString(name);
    QStringList wanted;
    for (const QString& word : only->split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        const QString name = word.trimmed();
        if (!known.contains(name)) {
            const auto nearest = nearestName(name, known);
            return Unexpected{QStringLiteral("--only: there is no situation \"%1\"; %2")
                                  .arg(name, nearest
                                                 ? QStringLiteral("did you mean %1?").arg(*nearest)
                                                 : QStringLiteral("they are %1.")
                                                       .arg(known.join(QStringLiteral(", "))))};
        }
        wanted << name;
    }
    for (qsizetype i = 1; i < known.size(); ++i)
        if (!wanted.contains(known[i]))
            without.push_back(Situation(i));
    return without;
}

Expected<ClientExamination::Settings, QString> readSettings(const ParsedArguments& arguments)
{
    auto settings = ClientExamination::Settings::usual();
    ExaminationSettings& plan = settings.plan;
    const auto port = arguments.number(QStringLiteral("listen"), settings.server.port, 65535);
    if (!port)
        return Unexpected{port.error()};
    settings.server.port = quint16(*port);
    const auto attempts = arguments.number(QStringLiteral("attempts"), plan.attempts,
                                           ClientExamination::mostAttempts);
    if (!attempts)
        return Unexpected{attempts.error()};
    if (*attempts < ClientExamination::fewestAttempts)
        return Unexpected{
            QStringLiteral("--attempts: %1 tell nothing; ask for 3 at least.").arg(*attempts)};
    plan.attempts = std::uint32_t(*attempts);
    const auto stable = arguments.duration(QStringLiteral("settle"), plan.stable);
    const auto patience = arguments.duration(QStringLiteral("patience"), plan.patience);
    const auto limit = arguments.duration(QStringLiteral("time-limit"), 0ns);
    for (const auto* duration : {&stable, &patience, &limit})
        if (!*duration)
            return Unexpected{duration->error()};
    for (const auto& [name, duration] :
         {std::pair("settle", *stable), std::pair("patience", *patience)})
        if (duration < 100ms || duration > ClientExamination::longestDuration)
            return Unexpected{QStringLiteral("--%1: must be 100ms at least, and ten years at most.")
                                  .arg(QLatin1String(name))};
    plan.stable = *stable;
    plan.patience = *patience;
    if (arguments.isSet(QStringLiteral("time-limit"))) {
        if (*limit <= 0ns || *limit > ClientExamination::longestDuration)
            return Unexpected{
                QStringLiteral("--time-limit: must be more than 0, and ten years at most.")};
        settings.timeLimit = *limit;
    }
    auto without = situationsLeftOut(arguments);
    if (!without)
        return Unexpected{without.error()};
    plan.without = std::move(*without);
    if (!arguments.positional().isEmpty())
        settings.command = ForeignCommand{arguments.positional(), {}};
    return settings;
}

/// Tells what goes on.
class JudgeTeller
{
public:
    JudgeTeller(ClientExamination& examination, Console& console)
        : examination_(examination), console_(console)
    {
    }

    void begin(const QString& certificate) const
    {
        QString address = examination_.url().toString();
        address.chop(1);
        const auto left = examination_.plan().expectedLeft();
        if (console_.json())
            return console_.object({{QStringLiteral("listening"), address},
                                    {QStringLiteral("certificate"), certificate},
                                    {QStringLiteral("expected_ns"), qint64(left.count())}});
        console_.result(QStringLiteral("listening on %1").arg(address));
        if (!certificate.isEmpty())
            console_.line(QStringLiteral("certificate made for this run: %1").arg(certificate));
        console_.line(
            QStringLiteral("%1 situations; about %2 with a client that waits 1 s, doubling up to "
                           "30 s%3.")
                .arg(examination_.plan().situations().size())
                .arg(formatDuration(left),
                     examination_.settings().timeLimit
                         ? QStringLiteral(", at most %1 by --time-limit")
                               .arg(formatDuration(*examination_.settings().timeLimit))
                         : QStringLiteral("; --time-limit bounds it")));
        if (!examination_.settings().command)
            console_.line(QStringLiteral("start your client now; it must reconnect by itself."));
    }

    void announce() const
    {
        const ExaminationPlan& plan = examination_.plan();
        const auto expected = plan.expectedOf(plan.present());
        const auto left = plan.expectedLeft();
        if (console_.json())
            return console_.object(
                {{QStringLiteral("situation"), toQString(nameOf(plan.present()))},
                 {QStringLiteral("place"), qint64(plan.place() + 1)},
                 {QStringLiteral("of"), qint64(plan.situations().size())},
                 {QStringLiteral("expected_ns"), qint64(expected.count())},
                 {QStringLiteral("left_ns"), qint64(left.count())}});
        console_.line(
            QStringLiteral("[%1/%2] %3 (about %4; %5 left)")
                .arg(plan.place() + 1)
                .arg(plan.situations().size())
                .arg(sentenceOf(plan.present()), formatDuration(expected), formatDuration(left)));
    }

    void tellAttempt(EventNumber number) const
    {
        const EventLog& log = examination_.log();
        const EventHeader& header = log.header(number);
        if (console_.json() || header.kind != EventKind::Note)
            return;
        const std::string_view detail = log.text(number, FieldKey::Detail);
        if (detail.starts_with("client"))
            console_.line(QStringLiteral("    client: ") +
                          printable(log.text(number, FieldKey::Text)));
        else if (detail == silenceDetail)
            console_.line(QStringLiteral("    ") + printable(log.text(number, FieldKey::Text)));
    }

private:
    ClientExamination& examination_;
    Console& console_;
};

/// Whether the judgement says anything about the client.
bool saysNothing(const Judgement& judgement)
{
    return judgement.findings.empty() && !judgement.notMeasured.empty() && !judgement.policy.model;
}

ExitStatus tell(const Judgement& judgement, const EventLog& log, const RunInfo& info,
                const QString& client, const ParsedArguments& arguments, Console& console)
{
    if (console.json())
        console.object(judgement.toJson());
    else
        console.result(QLatin1Char('\n') + judgementLines(judgement, log).join(QLatin1Char('\n')));
    if (const auto path = arguments.value(QStringLiteral("html"))) {
        const auto written = writeReportFile(*path, judgementHtml(judgement, log, info, client));
        if (!written) {
            console.error(written.error());
            return ExitStatus::CouldNotRun;
        }
    }
    if (saysNothing(judgement))
        return ExitStatus::CouldNotRun;
    return judgement.findings.empty() ? ExitStatus::Held : ExitStatus::NotHeld;
}

const QString tooShort =
    QStringLiteral("it ended before a formula of the client's waits was found, so nothing was "
                   "judged; give it more time.");

ExitStatus conclude(const ClientExamination& examination, const ParsedArguments& arguments,
                    Console& console)
{
    const QString name =
        examination.settings().command
            ? examination.settings().command->text()
            : QStringLiteral("The client on port %1").arg(examination.url().port());
    const Judgement judgement = judgeClient(examination.log(), examination.plan().situations());
    const ExitStatus status =
        tell(judgement, examination.log(), examination.info(), name, arguments, console);
    if (const auto& failure = examination.failure()) {
        console.error(*failure);
        return ExitStatus::CouldNotRun;
    }
    if (saysNothing(judgement))
        console.error(tooShort);
    return status;
}

ExitStatus couldNotRun(Console& console, const QString& sentence)
{
    console.error(sentence);
    return ExitStatus::CouldNotRun;
}

/// Of a run file that --log wrote.
ExitStatus judgeAgain(const QString& path, const ParsedArguments& arguments, Console& console)
{
    const auto file = readRunFile(path);
    if (!file)
        return couldNotRun(console, file.error().sentence);
    const auto planned = plannedSituations(file->info);
    if (!planned)
        return couldNotRun(console, QStringLiteral("%1 is no run of redial judge; redial verify "
                                                   "judges other runs.")
                                        .arg(path));
    const Judgement judgement = judgeClient(*file->log, *planned);
    const ExitStatus status =
        tell(judgement, *file->log, file->info, QFileInfo(path).fileName(), arguments, console);
    if (saysNothing(judgement))
        console.error(tooShort);
    if (const QString warning = file->warning(); !warning.isEmpty())
        console.error(warning);
    return status;
}

/// From the first attempt to the judgement.
ExitStatus examine(ClientExamination::Settings settings, const QString& certificate,
                   const ParsedArguments& arguments, Console& console)
{
    ClientExamination examination(std::move(settings));
    RunFileOption file;
    if (const auto opened = file.open(arguments, examination.log(), examination.info()); !opened)
        return couldNotRun(console, opened.error());
    JudgeTeller teller(examination, console);
    examination.log().observe([&](EventNumber first, EventNumber last) {
        for (EventNumber number = first; number <= last; ++number)
            teller.tellAttempt(number);
    });
    QObject::connect(&examination, &ClientExamination::announced, [&] { teller.announce(); });
    if (const auto listening = examination.listen(); !listening)
        return couldNotRun(console, listening.error());
    teller.begin(certificate);
    QEventLoop loop;
    Interrupt interrupt;
    QObject::connect(&interrupt, &Interrupt::requested, &examination, &ClientExamination::stop);
    QObject::connect(&examination, &ClientExamination::ended, &loop, &QEventLoop::quit);
    examination.start();
    if (!examination.hasEnded())
        loop.exec();
    const bool isWhole = file.close(console);
    const ExitStatus status = conclude(examination, arguments, console);
    return isWhole ? status : ExitStatus::CouldNotRun;
}

/// With --from nothing runs, and what is about a run is refused, not passed over.
Expected<void, QString> checkJudgesAgain(const ParsedArguments& arguments)
{
    for (const char* const option : {"listen", "attempts", "time-limit", "settle", "patience",
                                     "only", "tls", "log", "remember"}) {
        if (arguments.isSet(QLatin1String(option)))
            return Unexpected{QStringLiteral("--%1: with --from nothing runs; leave one of the two "
                                             "out.")
                                  .arg(QLatin1String(option))};
    }
    if (!arguments.positional().isEmpty())
        return Unexpected{QStringLiteral("with --from no client is started; leave out \"%1\".")
                              .arg(arguments.positional().first())};
    return {};
}

ExitStatus runJudge(const ParsedArguments& arguments, Console& console)
{
    if (const auto path = arguments.value(QStringLiteral("from"))) {
        if (const auto valid = checkJudgesAgain(arguments); !valid) {
            console.error(valid.error());
            return ExitStatus::Usage;
        }
        return judgeAgain(*path, arguments, console);
    }
    if (const auto valid = checkRemember(arguments); !valid) {
        console.error(valid.error());
        return ExitStatus::Usage;
    }
    auto settings = readSettings(arguments);
    if (!settings) {
        console.error(settings.error());
        return ExitStatus::Usage;
    }
    const QTemporaryDir folder;
    QString certificate;
    if (arguments.isSet(QStringLiteral("tls"))) {
        const auto made = makeServerCertificate(folder.path());
        if (!made)
            return couldNotRun(console, made.error());
        settings->server.tls = *made;
        certificate = folder.filePath(QStringLiteral("server.crt"));
    }
    return examine(std::move(*settings), certificate, arguments, console);
}

std::vector<OptionSpec> judgeOptions()
{
    return {
        {QStringLiteral("listen"),
         QStringLiteral("PORT"),
         QStringLiteral("port to listen on, 0 for any free one (9100)"),
         {}},
        {QStringLiteral("attempts"),
         QStringLiteral("N"),
         QStringLiteral("failed attempts of an outage (10)"),
         {}},
        {QStringLiteral("time-limit"),
         QStringLiteral("DURATION"),
         QStringLiteral("end after this, and say what was not measured"),
         {}},
        {QStringLiteral("settle"),
         QStringLiteral("DURATION"),
         QStringLiteral("how long a connection stands before it counts as stable (11s)"),
         {}},
        {QStringLiteral("patience"),
         QStringLiteral("DURATION"),
         QStringLiteral("how long the client may stay away before it has given up (90s)"),
         {}},
        {QStringLiteral("only"),
         QStringLiteral("NAMES"),
         QStringLiteral("these situations only, as in outage,half_open"),
         {}},
        {QStringLiteral("tls"), {}, QStringLiteral("serve wss:// with a certificate made now"), {}},
        {QStringLiteral("from"),
         QStringLiteral("FILE"),
         QStringLiteral("judge the run file of an earlier time again, without a client"),
         {}},
        {QStringLiteral("html"),
         QStringLiteral("FILE"),
         QStringLiteral("write the judgement as one HTML page"),
         {},
         true},
        RunFileOption::spec(),
        rememberSpec(),
    };
}

} // namespace

Verb judgeVerb()
{
    return {QStringLiteral("judge"),
            QStringLiteral("[-- COMMAND…]"),
            QStringLiteral("Finds out how a foreign client reconnects, and what is wrong with it"),
            judgeOptions(),
            QStringLiteral("redial judge --listen 9100 -- node client.js {url}"),
            runJudge};
}

} // namespace redial
