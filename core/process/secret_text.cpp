// SPDX-License-Identifier: MIT
#include "core/process/secret_text.h"

#include "core/wire/ocpp_secrets.h"

#include <QRegularExpression>

namespace redial {

namespace {

/// Masks the named group "secret" of each match.
QString masked(const QString& text, const QRegularExpression& pattern, QStringList* found)
{
    QString shown;
    qsizetype from = 0;
    auto matches = pattern.globalMatch(text);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        const QString group = QStringLiteral("secret");
        if (found)
            found->append(match.captured(group));
        shown += text.mid(from, match.capturedStart(group) - from) + QStringLiteral("***");
        from = match.capturedEnd(group);
    }
    return shown + text.mid(from);
}

} // namespace

bool namesSecret(const QString& name)
{
    static const QRegularExpression telling(
        QStringLiteral("pass|pwd|secret|token|key|credential|authorization|cookie|bearer"),
        QRegularExpression::CaseInsensitiveOption);
    return telling.match(name).hasMatch();
}

QString textWithoutSecrets(const QString& text, QStringList* found)
{
    static const QRegularExpression userInfo(QStringLiteral("\\w+://(?<secret>[^/\\s@]+)@"));
    static const QRegularExpression named(
        QStringLiteral(
            "\\b[\\w-]*(?:password|passwd|secret|token|authorization|api[_-]?key|cookie)"
            "\"?\\s*[=:]\\s*\"?(?!\\*\\*\\*)(?<secret>(?:(?:Basic|Bearer)\\s+)?[^\\s\"&,;]+)"),
        QRegularExpression::CaseInsensitiveOption);
    const QString message = QString::fromUtf8(maskSecrets(text.toUtf8()));
    return masked(masked(message, userInfo, found), named, found);
}

} // namespace redial
