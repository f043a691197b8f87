// SPDX-License-Identifier: MIT
#include "core/base/whole_file.h"

#include <QSaveFile>

namespace redial {

Expected<void, QString> writeWholeFile(const QString& path, const QByteArray& bytes)
{
    QSaveFile file(path);
    // commit() does not tell that its own flush failed, as on a full disk.
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.flush() &&
        file.commit())
        return {};
    return Unexpected{file.errorString()};
}

} // namespace redial
