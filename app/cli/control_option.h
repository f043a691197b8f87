// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/console.h"
#include "core/control/control_desk.h"
#include "core/control/http_control.h"
#include "core/control/local_control_server.h"

#include <optional>

namespace redial {

/// What lets others control a running verb: its local socket, always, with --name for it, and HTTP
/// with --control-port. Refers to what open() was given, which must outlive it.
class ControlOption
{
public:
    static std::vector<OptionSpec> specs();
    /// Of a verb that has an HTTP port of its own: --name alone.
    static OptionSpec nameSpec();
    /// What is wrong with the options, as a sentence.
    static Expected<void, QString> check(const ParsedArguments& arguments);
    static bool isAskedFor(const ParsedArguments& arguments);

    /// The error is a sentence: what the options asked for cannot be had. A socket that nobody
    /// asked for and that cannot be made is only told on the console.
    Expected<void, QString> open(const ParsedArguments& arguments, Controllable& controllable,
                                 EventLog& log, const Clock& clock, Console& console);

    /// The local socket alone.
    Expected<void, QString> openLocal(const ParsedArguments& arguments, Controllable& controllable,
                                      EventLog& log, const Clock& clock, Console& console);
    /// After openLocal(): HTTP for a verb's own port, and the file of its token.
    Expected<HttpControl*, QString> makeHttp(const ParsedArguments& arguments);
    QString tokenPath() const { return token_ ? token_->path() : QString(); }

private:
    Expected<void, QString> openSocket(const ParsedArguments& arguments, Console& console);
    Expected<void, QString> openHttp(const ParsedArguments& arguments, Console& console);

    std::optional<ControlDesk> desk_;
    std::optional<LocalControlServer> socket_;
    std::optional<ControlToken> token_;
    std::optional<HttpControl> http_;
    std::optional<HttpServer> server_;
};

} // namespace redial
