// SPDX-License-Identifier: MIT
#pragma once

#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

namespace redial {

/// What a program did: its exit status (-1 if it could not run or did not end) and all that it
/// printed.
struct Outcome
{
    int status = -1;
    QString output;
};

/// Runs a program to its end, with nobody to ask on its standard input.
Outcome
runProgram(const QString& program, const QStringList& arguments,
           const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment());

/// Writes a file and the folders above it.
bool writeFile(const QString& path, const QByteArray& bytes, bool executable = false);

/// What is in a file; empty if it cannot be read.
QByteArray contentsOf(const QString& path);

/// Every file, link and folder below `folder`, each with what is in it, sorted.
QStringList everythingBelow(const QString& folder);

} // namespace redial
