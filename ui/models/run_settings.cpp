// SPDX-License-Identifier: MIT
#include "ui/models/run_settings.h"

namespace redial {

Expected<QUrl, QString> serverUrlOf(const RunSettings& settings)
{
    if (settings.embedded)
        return QUrl();
    const QString text = settings.url.trimmed();
    const QString example = QStringLiteral("write it as ws://host:port/path or wss://host/path");
    if (text.isEmpty())
        return Unexpected{QStringLiteral("The server's URL is missing: %1.").arg(example)};
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid())
        return Unexpected{QStringLiteral("\"%1\" is not a URL: %2.").arg(text, example)};
    if (url.scheme() != QLatin1String("ws") && url.scheme() != QLatin1String("wss"))
        return Unexpected{QStringLiteral("\"%1\" is not a WebSocket URL: %2.").arg(text, example)};
    if (url.host().isEmpty())
        return Unexpected{QStringLiteral("\"%1\" names no host: %2.").arg(text, example)};
    return url;
}

} // namespace redial
