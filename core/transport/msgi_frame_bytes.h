// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/msgi_frame.h"

#include <QByteArray>

namespace redial {

/// A whole frame. Precondition: as for msgiHead().
inline QByteArray msgiFrameBytes(MsgiType type, const QByteArray& payload)
{
    const auto head = msgiHead(type, static_cast<std::size_t>(payload.size()));
    QByteArray frame;
    frame.reserve(payload.size() + qsizetype{msgiHeadSize});
    frame.append(head.data(), qsizetype{head.size()});
    frame.append(payload);
    return frame;
}

} // namespace redial
