// SPDX-License-Identifier: MIT
#pragma once

namespace redial::test {

/// The bound of a wait for real sockets: nothing that works takes that long on any machine.
inline constexpr int generousMilliseconds = 30'000;

} // namespace redial::test
