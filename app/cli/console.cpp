// SPDX-License-Identifier: MIT
#include "app/cli/console.h"

#include <QJsonDocument>

#include <cstdio>
#include <unistd.h>

namespace redial {

namespace {

void write(std::FILE* stream, const QByteArray& bytes)
{
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stream);
    std::fflush(stream);
}

QByteArray asLine(const QString& text)
{
    QByteArray bytes = text.toUtf8();
    if (!bytes.endsWith('\n'))
        bytes += '\n';
    return bytes;
}

} // namespace

void Console::line(const QString& text)
{
    if (!settings_.quiet && !settings_.json)
        write(stdout, asLine(text));
}

void Console::result(const QString& text)
{
    if (!settings_.json)
        write(stdout, asLine(text));
}

void Console::object(const QJsonObject& object)
{
    write(stdout, QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

void Console::raw(const std::string& lines)
{
    write(stdout, QByteArray::fromRawData(lines.data(), static_cast<qsizetype>(lines.size())));
}

void Console::error(const QString& sentence)
{
    for (const QString& line : sentence.split(QLatin1Char('\n'), Qt::SkipEmptyParts))
        write(stderr, asLine(QStringLiteral("redial: ") + line));
}

bool terminalWantsColor()
{
    return isatty(STDOUT_FILENO) == 1 && qEnvironmentVariableIsEmpty("NO_COLOR");
}

} // namespace redial
