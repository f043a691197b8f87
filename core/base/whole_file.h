// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <QByteArray>
#include <QString>

namespace redial {

/// Writes a file whole or not at all: what stood there stays until the new bytes are on the disk.
/// The error is the system's reason, a clause. Any thread.
Expected<void, QString> writeWholeFile(const QString& path, const QByteArray& bytes);

} // namespace redial
