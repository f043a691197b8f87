// SPDX-License-Identifier: MIT
#pragma once

#include "core/verdict/oracle_result.h"

namespace redial {

/// How bad it is that an oracle failed. Error: a rule of the protocol is broken, messages are lost
/// or doubled, or the server and other stations are harmed. Warning: the client does not do what it
/// promises. Note: chance may explain it; judge a further run.
enum class Severity : std::uint8_t { Error, Warning, Note };

/// "error", "warning", "note".
std::string_view nameOf(Severity severity);

/// One thing that is wrong with a client, as every report tells it.
struct Finding
{
    std::string_view oracle;             ///< "P01"
    std::vector<std::string_view> rules; ///< OCPP rule and test case ids
    QString title;                       ///< what must hold
    Severity severity = Severity::Error;
    std::vector<EventNumber> witnesses;
    QString sentence; ///< what was seen instead
    QString remedy;   ///< one sentence: where to look in the client
};

/// What the failed ones say, the worst first, then in the order of their ids.
std::vector<Finding> findings(const std::vector<OracleResult>& results);

/// How bad it is if this oracle fails, and what to do about it. An oracle that this build does not
/// know is an error without a remedy.
Severity severityOf(std::string_view oracle);
QString remedyOf(std::string_view oracle);

} // namespace redial
