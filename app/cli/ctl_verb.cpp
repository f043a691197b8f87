// SPDX-License-Identifier: MIT
// ctl: tells a running Redial what to do, over its local socket.
#include "app/cli/arguments.h"
#include "app/cli/console.h"
#include "app/cli/verbs.h"
#include "core/base/to_qstring.h"
#include "core/control/control_client.h"
#include "core/control/running_program.h"

#include <QEventLoop>
#include <QJsonArray>
#include <QTimer>

#include <limits>

namespace redial {

namespace {

using namespace std::chrono_literals;

/// A program that answers at all answers at once.
constexpr std::chrono::seconds answerPatience = 10s;

Expected<ControlCommand, QString> readCommand(const ParsedArguments& arguments)
{
    auto command = parseControlWords(arguments.positional());
    if (!command)
        return command;
    if (const auto text = arguments.value(QStringLiteral("kind"))) {
        const auto kind = parseDropKind(*text);
        if (!kind)
            return Unexpected{QStringLiteral("--kind: %1").arg(kind.error())};
        command->kind = *kind;
    }
    command->station = arguments.value(QStringLiteral("station")).value_or(QString());
    if (const auto valid = validate(*command); !valid)
        return Unexpected{valid.error()};
    return command;
}

Expected<std::optional<qint64>, QString> readPid(const ParsedArguments& arguments)
{
    if (!arguments.isSet(QStringLiteral("pid")))
        return std::optional<qint64>();
    const auto number =
        arguments.number(QStringLiteral("pid"), 0, std::numeric_limits<qint32>::max());
    if (!number)
        return Unexpected{number.error()};
    return std::optional(qint64(*number));
}

Expected<RunningProgram, QString> findProgram(const ParsedArguments& arguments,
                                              std::optional<qint64> pid)
{
    const auto folder = controlFolder();
    if (!folder)
        return Unexpected{folder.error()};
    return chooseProgram(runningPrograms(*folder),
                         arguments.value(QStringLiteral("name")).value_or(QString()), pid);
}

/// The answer; the error of the outer one says why none came.
Expected<ControlOutcome, QString> ask(const RunningProgram& program, const ControlCommand& command)
{
    ControlClient client;
    QEventLoop loop;
    std::optional<ControlOutcome> outcome;
    QString failure = QStringLiteral("the program with pid %1 does not answer; it may be stopped.")
                          .arg(program.pid);
    QObject::connect(&client, &ControlClient::answered, &loop,
                     [&](quint32, const ControlOutcome& answer) {
                         outcome = answer;
                         loop.quit();
                     });
    QObject::connect(&client, &ControlClient::failed, &loop, [&](const QString& reason) {
        failure = reason;
        loop.quit();
    });
    client.connectTo(program.socketPath);
    client.send(command);
    // What fails at once has told so already.
    QTimer::singleShot(answerPatience, &loop, &QEventLoop::quit);
    if (!outcome && client.isUsable())
        loop.exec();
    if (!outcome)
        return Unexpected{failure};
    return *outcome;
}

QString textOf(const QJsonValue& value)
{
    if (value.isBool())
        return value.toBool() ? QStringLiteral("yes") : QStringLiteral("no");
    return value.toVariant().toString();
}

void print(Console& console, const QJsonObject& object, const QString& indent = {})
{
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (member->isObject()) {
            console.result(QStringLiteral("%1%2:").arg(indent, member.key()));
            print(console, member->toObject(), indent + QStringLiteral("  "));
        } else if (member->isArray()) {
            for (const QJsonValue& entry : member->toArray()) {
                console.result(QStringLiteral("%1%2:").arg(indent, member.key()));
                print(console, entry.toObject(), indent + QStringLiteral("  "));
            }
        } else {
            console.result(
                QStringLiteral("%1%2: %3").arg(indent, member.key(), textOf(member.value())));
        }
    }
}

ExitStatus runCtl(const ParsedArguments& arguments, Console& console)
{
    const auto command = readCommand(arguments);
    if (!command) {
        console.error(command.error());
        return ExitStatus::Usage;
    }
    const auto pid = readPid(arguments);
    if (!pid) {
        console.error(pid.error());
        return ExitStatus::Usage;
    }
    const auto program = findProgram(arguments, *pid);
    if (!program) {
        console.error(program.error());
        return ExitStatus::CouldNotRun;
    }
    const auto answer = ask(program.value(), command.value());
    if (!answer) {
        console.error(answer.error());
        return ExitStatus::CouldNotRun;
    }
    const ControlOutcome& outcome = answer.value();
    if (!outcome) {
        console.error(outcome.error());
        return ExitStatus::NotHeld;
    }
    if (console.json())
        console.object(outcome.value());
    else if (!console.quiet() || rowOf(command.value().action).asks)
        print(console, outcome.value());
    return ExitStatus::Held;
}

QString actionHelp()
{
    QStringList lines;
    for (const ControlActionRow& row : controlActions())
        lines << toQString(row.words);
    return lines.join(QLatin1String(", "));
}

} // namespace

Verb ctlVerb()
{
    return {QStringLiteral("ctl"),
            QStringLiteral("ACTION…"),
            QStringLiteral("Tells a running Redial what to do: %1").arg(actionHelp()),
            {{QStringLiteral("name"),
              QStringLiteral("NAME"),
              QStringLiteral("the run that was started with this --name"),
              {}},
             {QStringLiteral("pid"),
              QStringLiteral("NUMBER"),
              QStringLiteral("the run of this process"),
              {}},
             {QStringLiteral("kind"),
              QStringLiteral("KIND"),
              QStringLiteral("disconnect by close, fin or reset; a client regains the link"),
              {}},
             {QStringLiteral("station"),
              QStringLiteral("ID"),
              QStringLiteral("disconnect this station only"),
              {}}},
            QStringLiteral("redial ctl disconnect --kind reset"),
            runCtl};
}

} // namespace redial
