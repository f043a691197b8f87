// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/arguments.h"
#include "core/log/event_log.h"

namespace redial {

/// How long a verb that serves clients goes on: --duration and --log-memory.
struct ServingBounds
{
    std::optional<std::chrono::nanoseconds> duration;
    std::uint64_t logMebibytes = 0;
};

std::vector<OptionSpec> servingOptions();
Expected<ServingBounds, QString> readServingBounds(const ParsedArguments& arguments);

/// Whether the clients are to be served by TLS: --tls or --certificate.
bool asksForTls(const ParsedArguments& arguments);

/// Whether --certificate, --key and --tls go together. Reads no file; the error names the options.
Expected<void, QString> checkCertificateOptions(const ParsedArguments& arguments);

/// Serves until the time is over, the user ends it, or the log has taken its memory: clients cost
/// bounded memory. False, with an error on the console, in the last case.
bool serveUntilEnded(const ServingBounds& bounds, Clock& clock, EventLog& log, Console& console);

} // namespace redial
