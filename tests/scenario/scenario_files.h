// SPDX-License-Identifier: MIT
#pragma once

#include "core/scenario/scenario_reader.h"

#include <QDir>
#include <QFile>

namespace redial::test {

/// The example scenarios of the repository, by file name.
inline QStringList exampleNames()
{
    return QDir(QStringLiteral(REDIAL_SCENARIOS))
        .entryList({QStringLiteral("*.redial.json")}, QDir::Files, QDir::Name);
}

/// Those whose client is not Redial's own: they need a program, or a port that is free.
inline QStringList foreignExampleNames()
{
    return {QStringLiteral("foreign/command.redial.json"),
            QStringLiteral("foreign/nobody.redial.json")};
}

inline QByteArray exampleBytes(const QString& name)
{
    QFile file(QDir(QStringLiteral(REDIAL_SCENARIOS)).filePath(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The example's runs; empty if it cannot be read.
inline std::vector<Scenario> example(const QString& name)
{
    auto read = readScenario(exampleBytes(name));
    return read ? std::move(*read) : std::vector<Scenario>();
}

/// Every error's text, a line each.
inline QString errorsOf(const QByteArray& json)
{
    const auto read = readScenario(json);
    QStringList lines;
    if (!read) {
        for (const ScenarioError& error : read.error())
            lines << error.text();
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace redial::test
