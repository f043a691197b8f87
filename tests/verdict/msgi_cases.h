// SPDX-License-Identifier: MIT
#pragma once

#include "tests/verdict/oracle_cases.h"

#include <string>
#include <vector>

namespace redial::test {

/// Makes the healthy run one of MSGI: a PING is answered and a message sent on connection 1.
void addMsgi(Rows& rows);

/// One pick: the server, and the connections that it had.
struct Pick
{
    std::string server;
    std::int64_t count = 0;
};

/// At the end of the rows: servers a, b and c are healthy, of weight 1, 2 and 3; then the picks.
void addPicks(Rows& rows, const std::string& strategy, const std::vector<Pick>& picks);
void addHealth(Rows& rows, const std::string& server, const std::string& status);

std::vector<OracleCase> msgiCases();
std::vector<OracleCase> balanceCases();

} // namespace redial::test
