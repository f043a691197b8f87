// SPDX-License-Identifier: MIT
#include "core/base/whole_file.h"

#include <QFileInfo>
#include <QSaveFile>

namespace redial {

namespace {

std::unique_ptr<QFileDevice> deviceFor(const QString& path)
{
    const QFileInfo info(path);
    // QSaveFile would put a file in the place of a device.
    if (info.exists() && !info.isFile() && !info.isDir())
        return std::make_unique<QFile>(path);
    return std::make_unique<QSaveFile>(path);
}

} // namespace

WholeFile::WholeFile(const QString& path) : file_(deviceFor(path)) {}

WholeFile::~WholeFile() = default;

bool WholeFile::open()
{
    return file_->open(QIODevice::WriteOnly);
}

bool WholeFile::write(const char* bytes, qint64 size)
{
    failed_ = file_->write(bytes, size) != size || failed_;
    return !failed_;
}

bool WholeFile::commit()
{
    // QSaveFile::commit() does not tell that its own flush failed, as on a full disk.
    if (failed_ || !file_->flush())
        return false;
    auto* const save = qobject_cast<QSaveFile*>(file_.get());
    return save == nullptr || save->commit();
}

QString WholeFile::errorString() const
{
    return file_->errorString();
}

Expected<void, QString> writeWholeFile(const QString& path, const QByteArray& bytes)
{
    WholeFile file(path);
    if (file.open() && file.write(bytes) && file.commit())
        return {};
    return Unexpected{file.errorString()};
}

} // namespace redial
