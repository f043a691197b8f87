// SPDX-License-Identifier: MIT
#include "core/wire/url_without_secrets.h"

#include <QUrl>

#include <algorithm>

namespace redial {

QString urlWithoutSecrets(const QUrl& url)
{
    return url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment |
                        QUrl::FullyEncoded);
}

QString urlTextWithoutSecrets(const QString& text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (url.isValid() && !url.host().isEmpty())
        return urlWithoutSecrets(url);
    // A password may have any character, those that end it in a URL too.
    QString shown = text;
    const qsizetype slashes = text.indexOf(QLatin1String("//"));
    const qsizetype start = slashes < 0 ? 0 : slashes + 2;
    if (const qsizetype at = text.lastIndexOf(QLatin1Char('@')); at >= start)
        shown.replace(start, at - start, QStringLiteral("***"));
    const auto isEnd = [](QChar c) { return c == QLatin1Char('?') || c == QLatin1Char('#'); };
    const auto end = std::find_if(shown.cbegin(), shown.cend(), isEnd);
    return shown.left(end - shown.cbegin());
}

std::string targetWithoutSecrets(std::string_view target)
{
    const std::string_view path = target.substr(0, target.find_first_of("?#"));
    if (path.starts_with('/'))
        return std::string(path);
    return urlTextWithoutSecrets(
               QString::fromUtf8(path.data(), static_cast<qsizetype>(path.size())))
        .toStdString();
}

} // namespace redial
