// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/time/clock.h"

#include <QJsonObject>
#include <QString>

#include <cstdint>
#include <string>
#include <string_view>

namespace redial {

/// The version of the run files that this build writes, and the newest that it reads.
inline constexpr int runFileVersion = 1;

/// Which clock stamped a run's events. Oracles tolerate nothing on a virtual one.
enum class ClockKind : std::uint8_t { Virtual, System };
std::string_view nameOf(ClockKind kind);

/// What the first line of a run file says: everything beside the events that verdicts and reports
/// need. `configuration` is whatever the run was started with; its member "policy" is the
/// reconnect policy in the form of policyToJson().
struct RunInfo
{
    QString program; ///< name and version of what wrote it
    std::uint64_t seed = 0;
    ClockKind clock = ClockKind::System;
    WallTime started{};
    QJsonObject configuration;

    friend bool operator==(const RunInfo&, const RunInfo&) = default;
};

/// Why a first line was not accepted.
struct RunInfoError
{
    enum class Kind { NotARunFile, NewerVersion, Damaged };

    Kind kind{};
    QString reason; ///< one clause without a full stop
};

/// Appends the first line of a run file, line feed included. The same value gives the same bytes.
void appendRunInfoLine(std::string& out, const RunInfo& info);

/// Reads a first line (without its line feed).
Expected<RunInfo, RunInfoError> runInfoFromLine(std::string_view line);

} // namespace redial
