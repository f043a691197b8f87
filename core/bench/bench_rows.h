// SPDX-License-Identifier: MIT
#pragma once

#include "core/bench/bench_load.h"

#include <QStringList>

#include <vector>

namespace redial {

/// What one line of a bench's table is about.
struct BenchRow
{
    enum class Kind : std::uint8_t {
        Messages, ///< per second, higher is better
        Few,      ///< messages over few of many connections, against few of few
        Connects, ///< per second
        Memory,   ///< bytes for each idle connection, lower is better
    };
    Kind kind = Kind::Messages;
    QString name;
    BenchLoad load;
    /// Of the ratio to the baseline; for Memory: bytes at the server.
    double target = 0;
    double clientTarget = 0; ///< Memory only
};

/// "msgi", "websocket", "connects", "memory", "timers".
QStringList benchNames();
/// The rows of one of them; none for "timers", which has a table of its own.
std::vector<BenchRow> benchRows(const QString& bench);
/// Descriptors that the largest of these needs in one process.
std::size_t descriptorsFor(const std::vector<BenchRow>& rows);

} // namespace redial
