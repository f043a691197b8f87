// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"
#include "core/log/run_file.h"

#include <QByteArray>
#include <QString>

#include <string>
#include <string_view>

namespace redial::test {

RunInfo someInfo();

EventHeader headerOf(EventKind kind);

/// Events whose values are hard to keep: any bytes, the largest numbers, foreign names.
void appendAllSorts(EventLog& log);

/// The run file of that log.
std::string fileText(const EventLog& log, const RunInfo& info);

/// Parses it in pieces of that size.
Expected<qint64, RunFileError> parse(std::string_view text, EventLog& log, std::size_t piece = 1000,
                                     RunFileLimits limits = {});

bool writeFile(const QString& path, std::string_view text);
QByteArray contentOf(const QString& path);

/// A first line and an event's line, line feeds included.
extern const std::string firstLine;
extern const std::string eventLine;

std::string replaced(std::string text, std::string_view what, std::string_view with);

} // namespace redial::test
