// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <string_view>

namespace redial {

/// Of UTF-8, such as the names in constant tables.
inline QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace redial
