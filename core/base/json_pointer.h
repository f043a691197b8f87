// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonValue>
#include <QString>

namespace redial {

/// True for "" and for what begins with a slash, with ~ only in ~0 and ~1 (RFC 6901).
bool isJsonPointer(const QString& pointer);

/// What the pointer names; undefined if there is nothing. Costs one walk down, whatever the value
/// is.
QJsonValue valueAt(const QJsonValue& root, const QString& pointer);

} // namespace redial
