// SPDX-License-Identifier: MIT
#include "core/transport/close_frame_rules.h"

namespace redial {

namespace {

constexpr qsizetype longestReason = 123; // RFC 6455 5.5: 125 bytes less the code

} // namespace

std::uint16_t sendableCloseCode(std::uint16_t code)
{
    const bool standard = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
    const bool registered = code >= 3000 && code <= 4999;
    return standard || registered ? code : std::uint16_t{1000};
}

QString cutCloseReason(const QString& reason)
{
    const QByteArray utf8 = reason.toUtf8();
    if (utf8.size() <= longestReason)
        return reason;
    qsizetype end = longestReason;
    while (end > 0 && (static_cast<unsigned char>(utf8.at(end)) & 0xC0U) == 0x80U)
        --end;
    return QString::fromUtf8(utf8.constData(), end);
}

} // namespace redial
