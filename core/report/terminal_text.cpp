// SPDX-License-Identifier: MIT
#include "core/report/terminal_text.h"

namespace redial {

QString coloured(const QString& text, TextColour colour, TextStyle style)
{
    if (style == TextStyle::Plain || colour == TextColour::None)
        return text;
    int code = 0;
    switch (colour) {
    case TextColour::None:
        break;
    case TextColour::Dim:
        code = 2;
        break;
    case TextColour::Red:
        code = 31;
        break;
    case TextColour::Green:
        code = 32;
        break;
    case TextColour::Yellow:
        code = 33;
        break;
    case TextColour::Magenta:
        code = 35;
        break;
    case TextColour::Cyan:
        code = 36;
        break;
    }
    return QStringLiteral("\x1b[%1m%2\x1b[0m").arg(QString::number(code), text);
}

QString printable(std::string_view utf8, qsizetype limit)
{
    // Four bytes a character at most: no need to convert a megabyte of which little is shown.
    const auto taken = std::min<std::size_t>(utf8.size(), static_cast<std::size_t>(limit) * 4 + 4);
    QString text = QString::fromUtf8(utf8.data(), static_cast<qsizetype>(taken));
    for (QChar& c : text) {
        // Cc, and Cf, whose members can turn the direction of what follows.
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format)
            c = QChar::ReplacementCharacter;
    }
    if (text.size() > limit)
        text = text.left(limit - 1) + QChar(u'…');
    return text;
}

} // namespace redial
