// SPDX-License-Identifier: MIT
#include "app/cli/password_file.h"

#include <QFile>

namespace redial {

namespace {

constexpr qint64 longestPassword = 4096;

} // namespace

Expected<std::optional<QString>, QString> readPasswordFile(const ParsedArguments& arguments)
{
    const auto path = arguments.value(QStringLiteral("password-file"));
    if (!path)
        return std::optional<QString>();
    const auto wrong = [&path](const QString& sentence) {
        return Unexpected{QStringLiteral("--password-file: %1 %2").arg(*path, sentence)};
    };
    QFile file(*path);
    if (!file.open(QIODevice::ReadOnly))
        return wrong(QStringLiteral("cannot be read: %1.").arg(file.errorString()));
    const QByteArray text = file.read(longestPassword + 1);
    if (text.size() > longestPassword)
        return wrong(QStringLiteral("is longer than %1 bytes; give a file that holds the password "
                                    "and nothing else.")
                         .arg(longestPassword));
    const QByteArray password = text.trimmed();
    if (password.isEmpty())
        return wrong(QStringLiteral("is empty; write the password into it."));
    return std::optional(QString::fromUtf8(password));
}

} // namespace redial
