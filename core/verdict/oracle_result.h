// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event.h"

#include <QString>

#include <cstdint>
#include <string_view>
#include <vector>

namespace redial {

/// NotExercised: the situation never came up, so the run proves nothing about it.
enum class OracleOutcome : std::uint8_t { Pass, Fail, NotExercised };

/// "pass", "fail", "not_exercised".
std::string_view nameOf(OracleOutcome outcome);

/// What one oracle says of a run.
struct OracleResult
{
    std::string_view id;                 ///< "P01"; stable, see docs/oracles.md
    std::vector<std::string_view> rules; ///< OCPP rule and test case ids that it stands for
    QString title;                       ///< what must hold, one line without a full stop
    OracleOutcome outcome = OracleOutcome::NotExercised;
    /// Events that show it: of the first violations if it failed, at most mostWitnesses.
    std::vector<EventNumber> witnesses;
    QString explanation; ///< one sentence

    static constexpr std::size_t mostWitnesses = 20;
};

} // namespace redial
