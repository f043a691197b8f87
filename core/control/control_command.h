// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/wire/drop_kind.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <string_view>
#include <vector>

namespace redial {

/// What a running program can be told from outside (row A13).
enum class ControlAction : std::uint8_t {
    Connect,
    Disconnect,
    Arm,
    Disarm,
    StartServer,
    StopServer,
    Status,
    List,
};

/// One order to a running program. A plain value: the command line, the local socket, HTTP and the
/// window all say the same thing with it.
struct ControlCommand
{
    ControlAction action = ControlAction::Status;
    /// Disconnect: absent ends the link in good order, and it stays away until Connect; a kind
    /// breaks it in that way, and the client regains it.
    std::optional<DropKind> kind;
    /// Disconnect at a server: this station only; empty for every connection.
    QString station;
    /// Arm: the fault with its plan, as `redial faults ID` shows it.
    QString fault;
    /// Disarm: the number that Arm gave.
    QString number;

    bool operator==(const ControlCommand&) const = default;
};

/// One row of the table that help, command line and both codecs are made from.
struct ControlActionRow
{
    ControlAction action;
    std::string_view name;  ///< in JSON: "server_start"
    std::string_view words; ///< on the command line: "server start"
    std::string_view help;  ///< one line, without a full stop
    /// Only asks: it changes nothing, and is no event.
    bool asks;
};

const std::vector<ControlActionRow>& controlActions();
const ControlActionRow& rowOf(ControlAction action);

/// "close", "fin", "reset"; "rst" is taken for reset. The error names the choices.
Expected<DropKind, QString> parseDropKind(const QString& text);

/// Reads the words behind `redial ctl`: an action and, for arm and disarm, what it is done to. The
/// error is a sentence with the action that was meant, where one is near.
Expected<ControlCommand, QString> parseControlWords(const QStringList& words);

/// Arm and disarm say to what, a kind and a station belong to disconnect. The error is a sentence.
Expected<void, QString> validate(const ControlCommand& command);

} // namespace redial
