// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <cstdint>

namespace redial {

/// The code if an endpoint may send it (RFC 6455 7.4.1 and the IANA registry: 1000-1003, 1007-1014,
/// 3000-4999), else 1000.
std::uint16_t sendableCloseCode(std::uint16_t code);

/// The longest beginning of the reason that fits into a Close frame: 123 bytes of UTF-8, cut
/// between code points.
QString cutCloseReason(const QString& reason);

} // namespace redial
