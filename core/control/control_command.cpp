// SPDX-License-Identifier: MIT
#include "core/control/control_command.h"

#include "core/base/nearest_name.h"
#include "core/base/to_qstring.h"

#include <algorithm>

namespace redial {

namespace {

QStringList choices()
{
    QStringList words;
    for (const ControlActionRow& row : controlActions())
        words << toQString(row.words);
    return words;
}

Unexpected<QString> unknownAction(const QString& word)
{
    const auto nearest = nearestName(word, choices());
    return Unexpected{QStringLiteral("\"%1\" is no action; %2")
                          .arg(word, nearest ? QStringLiteral("did you mean %1?").arg(*nearest)
                                             : QStringLiteral("choose one of %1.")
                                                   .arg(choices().join(QLatin1String(", "))))};
}

/// The row whose words stand at the beginning; null if none does.
const ControlActionRow* rowAt(const QStringList& words, qsizetype& used)
{
    for (const ControlActionRow& row : controlActions()) {
        const QStringList wanted = toQString(row.words).split(QLatin1Char(' '));
        if (words.mid(0, wanted.size()) == wanted) {
            used = wanted.size();
            return &row;
        }
    }
    return nullptr;
}

} // namespace

const std::vector<ControlActionRow>& controlActions()
{
    static const std::vector<ControlActionRow> rows{
        {ControlAction::Connect, "connect", "connect", "connect again what disconnect has ended",
         false},
        {ControlAction::Disconnect, "disconnect", "disconnect",
         "end the link; it stays away until connect, or with a kind is broken and regained", false},
        {ControlAction::Arm, "arm", "arm", "arm a fault with its plan", false},
        {ControlAction::Disarm, "disarm", "disarm", "disarm a fault by its number, or all", false},
        {ControlAction::StartServer, "server_start", "server start", "let the server listen again",
         false},
        {ControlAction::StopServer, "server_stop", "server stop",
         "close the server's port and reset its connections", false},
        {ControlAction::Status, "status", "status", "say how it stands", true},
        {ControlAction::List, "list", "list", "list the faults and how often each has bitten",
         true},
    };
    return rows;
}

const ControlActionRow& rowOf(ControlAction action)
{
    return *std::ranges::find(controlActions(), action, &ControlActionRow::action);
}

Expected<DropKind, QString> parseDropKind(const QString& text)
{
    if (text == QLatin1String("rst"))
        return DropKind::Reset;
    if (const auto kind = dropKindFromName(text.toStdString()))
        return *kind;
    return Unexpected{
        QStringLiteral("\"%1\" is no way to disconnect; choose close, fin or reset.").arg(text)};
}

Expected<ControlCommand, QString> parseControlWords(const QStringList& words)
{
    if (words.isEmpty())
        return Unexpected{QStringLiteral("the action is missing; choose one of %1.")
                              .arg(choices().join(QLatin1String(", ")))};
    qsizetype used = 0;
    const ControlActionRow* row = rowAt(words, used);
    if (!row)
        return unknownAction(words.mid(0, 2).join(QLatin1Char(' ')));
    ControlCommand command;
    command.action = row->action;
    const QString rest = words.mid(used).join(QLatin1Char(' '));
    if (command.action == ControlAction::Arm)
        command.fault = rest;
    else if (command.action == ControlAction::Disarm)
        command.number = rest;
    else if (!rest.isEmpty())
        return Unexpected{QStringLiteral("\"%1\" is too much behind \"%2\"; remove it.")
                              .arg(rest, toQString(row->words))};
    return command;
}

Expected<void, QString> validate(const ControlCommand& command)
{
    if (command.action == ControlAction::Arm && command.fault.trimmed().isEmpty())
        return Unexpected{QStringLiteral(
            "arm needs a fault, as in arm \"W22 for=30s\"; redial faults lists them.")};
    if (command.action == ControlAction::Disarm && command.number.trimmed().isEmpty())
        return Unexpected{
            QStringLiteral("disarm needs a fault's number, or all; list shows them.")};
    const bool aboutLink = command.kind || !command.station.isEmpty();
    if (aboutLink && command.action != ControlAction::Disconnect)
        return Unexpected{
            QStringLiteral("a kind and a station belong to disconnect; \"%1\" takes neither.")
                .arg(toQString(rowOf(command.action).words))};
    return {};
}

} // namespace redial
