// SPDX-License-Identifier: MIT
#include "core/control/control_token.h"

#include "core/wire/constant_time.h"

#include <QFile>
#include <QRandomGenerator>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace redial {

ControlToken::ControlToken()
{
    std::array<quint32, 8> random{};
    QRandomGenerator::system()->fillRange(random.data(), qsizetype(random.size()));
    text_ = QByteArray(reinterpret_cast<const char*>(random.data()), sizeof random)
                .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

ControlToken::~ControlToken()
{
    if (!path_.isEmpty())
        QFile::remove(path_);
}

Expected<void, QString> ControlToken::writeTo(const QString& path)
{
    const QByteArray name = QFile::encodeName(path);
    ::unlink(name.constData());
    const int file = ::open(name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                            S_IRUSR | S_IWUSR);
    const QByteArray line = text_ + '\n';
    const bool written = file >= 0 && ::write(file, line.constData(), std::size_t(line.size())) ==
                                          ssize_t(line.size());
    const int error = errno;
    if (file >= 0) {
        ::close(file);
        path_ = path;
    }
    if (written)
        return {};
    return Unexpected{QStringLiteral("the token cannot be written to %1: %2.")
                          .arg(path, QString::fromLocal8Bit(std::strerror(error)))};
}

bool ControlToken::is(std::string_view given) const
{
    return equalInConstantTime(given, {text_.constData(), std::size_t(text_.size())});
}

} // namespace redial
