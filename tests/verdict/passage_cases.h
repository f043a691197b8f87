// SPDX-License-Identifier: MIT
#pragma once

#include "tests/verdict/oracle_cases.h"

#include <string>

namespace redial::test {

/// Puts a message of the healthy run's first connection, written or received by that side, in front
/// of its loss.
void addMessage(Rows& rows, Source side, EventKind kind, const std::string& payload);

/// The controls of P34 to P37: what becomes of messages between client and server.
std::vector<OracleCase> passageCases();
/// Of P60 and P62: WebSocket's frames and the server's certificate.
std::vector<OracleCase> frameCases();

} // namespace redial::test
