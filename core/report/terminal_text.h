// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <string_view>

namespace redial {

/// Whether text carries ANSI colours; the caller knows its terminal.
enum class TextStyle { Plain, Coloured };

enum class TextColour { None, Dim, Red, Green, Yellow, Magenta, Cyan };

/// The text in that colour; unchanged in plain style.
QString coloured(const QString& text, TextColour colour, TextStyle style);

/// Text out of a log as it may go to a terminal: control characters, which a hostile peer could
/// have sent, become U+FFFD, and what is longer than `limit` characters is cut and ends in "…".
QString printable(std::string_view utf8, qsizetype limit = 200);

} // namespace redial
