// SPDX-License-Identifier: MIT
#include "core/session/token_provider.h"

#include <QFile>

namespace redial {

namespace {

constexpr qint64 longestToken = 4096;

TokenResult tokenOfFile(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Unexpected{
            QStringLiteral("the token file %1 cannot be read: %2.").arg(path, file.errorString())};
    const QByteArray text = file.read(longestToken + 1);
    if (text.size() > longestToken)
        return Unexpected{QStringLiteral("the token file %1 is longer than %2 bytes; it must hold "
                                         "the token and nothing else.")
                              .arg(path)
                              .arg(longestToken)};
    const QString token = QString::fromUtf8(text.trimmed());
    if (token.isEmpty())
        return Unexpected{
            QStringLiteral("the token file %1 is empty; write the token into it.").arg(path)};
    return token;
}

TokenResult tokenOfEnvironment(const QString& variable)
{
    const QString token = qEnvironmentVariable(variable.toLocal8Bit().constData());
    if (token.isEmpty())
        return Unexpected{QStringLiteral("the variable %1 of the environment is not set, or empty.")
                              .arg(variable)};
    return token;
}

} // namespace

Expected<TokenSource, QString> TokenSource::parse(const QString& text)
{
    if (text == QLatin1String("generated"))
        return TokenSource{};
    const QString place = text.section(QLatin1Char(':'), 1);
    if (text.startsWith(QLatin1String("file:")) && !place.isEmpty())
        return TokenSource{Kind::File, place};
    if (text.startsWith(QLatin1String("environment:")) && !place.isEmpty())
        return TokenSource{Kind::Environment, place};
    // Whatever was written may be the token itself: it is not repeated.
    return Unexpected{QStringLiteral("must be generated, file:PATH or environment:NAME; a token "
                                     "itself does not belong here.")};
}

QString TokenSource::text() const
{
    switch (kind) {
    case Kind::File:
        return QStringLiteral("file:") + place;
    case Kind::Environment:
        return QStringLiteral("environment:") + place;
    case Kind::Generated:
        break;
    }
    return QStringLiteral("generated");
}

TokenProvider TokenSource::provider(Random random) const
{
    return [source = *this, random](quint32) mutable {
        if (source.kind == Kind::File)
            return QtFuture::makeReadyFuture(tokenOfFile(source.place));
        if (source.kind == Kind::Environment)
            return QtFuture::makeReadyFuture(tokenOfEnvironment(source.place));
        return QtFuture::makeReadyFuture(
            TokenResult(QStringLiteral("%1").arg(random.next(), 16, 16, QLatin1Char('0'))));
    };
}

} // namespace redial
