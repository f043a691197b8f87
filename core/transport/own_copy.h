// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

namespace redial {

/// A copy that nobody else holds, for another thread: implicitly shared values are counted inside
/// Qt, where a race detector does not look.
inline QString ownCopy(const QString& text)
{
    return QString(text.constData(), text.size());
}

inline QByteArray ownCopy(const QByteArray& data)
{
    return QByteArray(data.constData(), data.size());
}

} // namespace redial
