// SPDX-License-Identifier: MIT
#pragma once

#include "tests/verdict/oracle_cases.h"

namespace redial::test {

/// A feed's client that does everything right on two connections: auth, a subscription, online,
/// messages, a ping, and one message that was missed in between and came after all.
Rows streamRows();
StreamProfile streamProfile();

/// What is wrong about a feed's client; each change replaces the run by one of a stream.
std::vector<OracleCase> streamCases();

} // namespace redial::test
