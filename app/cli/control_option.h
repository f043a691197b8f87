// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/console.h"
#include "core/control/control_desk.h"
#include "core/control/local_control_server.h"

#include <optional>

namespace redial {

/// What lets `redial ctl` reach a running verb: its local socket, always, and --name for it. Refers
/// to what open() was given, which must outlive it.
class ControlOption
{
public:
    static std::vector<OptionSpec> specs();
    static bool isAskedFor(const ParsedArguments& arguments);

    /// The error is a sentence: what the options asked for cannot be had. A socket that nobody
    /// asked for and that cannot be made is only told on the console.
    Expected<void, QString> open(const ParsedArguments& arguments, Controllable& controllable,
                                 EventLog& log, const Clock& clock, Console& console);

private:
    std::optional<ControlDesk> desk_;
    std::optional<LocalControlServer> socket_;
};

} // namespace redial
