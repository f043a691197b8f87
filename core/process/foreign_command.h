// SPDX-License-Identifier: MIT
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>
#include <QUrl>

namespace redial {

/// A program that somebody else wrote, and how it is told where to connect: "{url}" in any of its
/// arguments and environment values, and the variable REDIAL_URL. A plain value.
struct ForeignCommand
{
    QStringList words;                  ///< the program, then its arguments; no shell reads them
    QMap<QString, QString> environment; ///< beside what this process has itself

    QString program() const { return words.value(0); }
    /// The arguments with the URL in its places.
    QStringList argumentsFor(const QUrl& url) const;
    /// Of this process, with the command's own and REDIAL_URL, as "NAME=value".
    QStringList environmentFor(const QUrl& url) const;
    /// What is shown and recorded instead of the words and the environment: with "***" for what
    /// their names or their form tell to be a secret.
    QStringList shownWords() const;
    QMap<QString, QString> shownEnvironment() const;
    /// The shown words in one line.
    QString text() const { return shownWords().join(QLatin1Char(' ')); }
    /// What was masked in both, so that it can be masked elsewhere; without words of less than
    /// three characters, which would blot out everything.
    QStringList secrets() const;

    friend bool operator==(const ForeignCommand&, const ForeignCommand&) = default;
};

} // namespace redial
