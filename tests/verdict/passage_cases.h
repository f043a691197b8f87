// SPDX-License-Identifier: MIT
#pragma once

#include "tests/verdict/oracle_cases.h"

#include <string>

namespace redial::test {

/// Puts a message of the healthy run's first connection, written or received by that side, in front
/// of its loss.
void addMessage(Rows& rows, Source side, EventKind kind, const std::string& payload);

/// The controls of P34 to P36: what becomes of messages between client and server.
std::vector<OracleCase> passageCases();

} // namespace redial::test
