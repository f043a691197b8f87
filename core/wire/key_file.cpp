// SPDX-License-Identifier: MIT
#include "core/wire/key_file.h"

#include <QFile>

#include <algorithm>
#include <cctype>

namespace redial {

namespace {

constexpr qint64 longestKeyFile = 4096;

bool isHexadecimal(const QByteArray& text)
{
    return text.size() >= 64 && text.size() % 2 == 0 &&
           std::all_of(text.begin(), text.end(), [](char letter) {
               return std::isxdigit(static_cast<unsigned char>(letter));
           });
}

} // namespace

Expected<KeyProvider, QString> readKeyFile(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Unexpected{QStringLiteral("%1 cannot be read: %2.").arg(path, file.errorString())};
    const QByteArray bytes = file.read(longestKeyFile + 1);
    if (bytes.size() > longestKeyFile)
        return Unexpected{QStringLiteral("%1 is longer than %2 bytes; give a file that holds the "
                                         "key and nothing else.")
                              .arg(path)
                              .arg(longestKeyFile)};
    const QByteArray text = bytes.trimmed();
    const std::string key = (isHexadecimal(text) ? QByteArray::fromHex(text) : bytes).toStdString();
    return KeyProvider([key] { return key; });
}

} // namespace redial
