// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <QByteArray>
#include <QString>

#include <memory>

class QFileDevice;

namespace redial {

/// A file that is written whole or not at all: what stood there stays until commit() has the new
/// bytes on the disk; without it nothing changes. What is no regular file, as /dev/stdout or a
/// pipe, stays what it is and takes the bytes as they are written. Any one thread.
class WholeFile
{
public:
    explicit WholeFile(const QString& path);
    ~WholeFile();
    WholeFile(const WholeFile&) = delete;
    WholeFile& operator=(const WholeFile&) = delete;

    bool open();
    /// False if not all of it could be written; commit() fails from there on.
    bool write(const char* bytes, qint64 size);
    bool write(const QByteArray& bytes) { return write(bytes.constData(), bytes.size()); }
    bool commit();
    /// The system's reason, a clause.
    QString errorString() const;

private:
    std::unique_ptr<QFileDevice> file_;
    bool failed_ = false;
};

/// All of it at once. The error is the system's reason, a clause.
Expected<void, QString> writeWholeFile(const QString& path, const QByteArray& bytes);

} // namespace redial
