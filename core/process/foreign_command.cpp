// SPDX-License-Identifier: MIT
#include "core/process/foreign_command.h"

#include "core/wire/url_without_secrets.h"

#include <QProcessEnvironment>
#include <QRegularExpression>

namespace redial {

namespace {

QString filled(QString text, const QUrl& url)
{
    return text.replace(QStringLiteral("{url}"), url.toString(QUrl::FullyEncoded));
}

/// Names of options and variables whose values must not be shown.
bool tellsSecret(const QString& name)
{
    static const QRegularExpression telling(QStringLiteral("pass|secret|token|key|credential"),
                                            QRegularExpression::CaseInsensitiveOption);
    return telling.match(name).hasMatch();
}

} // namespace

QStringList ForeignCommand::argumentsFor(const QUrl& url) const
{
    QStringList arguments;
    for (const QString& word : words.mid(1))
        arguments << filled(word, url);
    return arguments;
}

QStringList ForeignCommand::environmentFor(const QUrl& url) const
{
    QProcessEnvironment whole = QProcessEnvironment::systemEnvironment();
    for (auto variable = environment.begin(); variable != environment.end(); ++variable)
        whole.insert(variable.key(), filled(variable.value(), url));
    whole.insert(QStringLiteral("REDIAL_URL"), url.toString(QUrl::FullyEncoded));
    return whole.toStringList();
}

QString ForeignCommand::text() const
{
    const QString mask = QStringLiteral("***");
    QStringList shown;
    bool isSecret = false;
    for (const QString& word : words) {
        const bool isOption = word.startsWith(QLatin1Char('-'));
        const qsizetype equals = word.indexOf(QLatin1Char('='));
        if (isSecret && !isOption)
            shown << mask;
        else if (isOption && equals > 0 && tellsSecret(word.left(equals)))
            shown << word.left(equals + 1) + mask;
        else
            shown << (word.contains(QLatin1String("://")) ? urlTextWithoutSecrets(word) : word);
        isSecret = isOption && equals < 0 && tellsSecret(word);
    }
    return shown.join(QLatin1Char(' '));
}

QStringList ForeignCommand::secrets() const
{
    QStringList found;
    for (auto variable = environment.begin(); variable != environment.end(); ++variable)
        if (tellsSecret(variable.key()) && !variable.value().isEmpty())
            found << variable.value();
    return found;
}

} // namespace redial
