// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <string_view>

namespace redial {

/// The text of valid UTF-8, every character of it: QString::fromUtf8 would drop a U+FEFF at the
/// beginning, which in a WebSocket message is a character like any other (RFC 3629 6).
QString textOfUtf8(std::string_view utf8);

} // namespace redial
