// SPDX-License-Identifier: MIT
#include "core/process/foreign_command.h"

#include "core/process/secret_text.h"
#include "core/wire/url_without_secrets.h"

#include <QProcessEnvironment>
#include <QRegularExpression>

#include <algorithm>

namespace redial {

namespace {

QString filled(QString text, const QUrl& url)
{
    return text.replace(QStringLiteral("{url}"), url.toString(QUrl::FullyEncoded));
}

/// A value whose name says that it is a secret.
QString maskedValue(const QString& value, QStringList& found)
{
    found << value;
    static const QRegularExpression scheme(QStringLiteral("^(?:Basic|Bearer)\\s+"),
                                           QRegularExpression::CaseInsensitiveOption);
    if (const auto match = scheme.match(value); match.hasMatch())
        found << value.mid(match.capturedEnd());
    return QStringLiteral("***");
}

/// The secrets in a URL, as they are written and as they are meant.
void findSecretsOfUrl(const QString& text, QStringList& found)
{
    static const QRegularExpression userInfo(QStringLiteral("://(\\S*)@"));
    static const QRegularExpression queryItem(QStringLiteral("[?&#]([^=&\\s]+)=([^&#\\s]+)"));
    const auto take = [&](const QString& secret) {
        found << secret << QUrl::fromPercentEncoding(secret.toUtf8());
    };
    if (const auto match = userInfo.match(text); match.hasMatch())
        take(match.captured(1).section(QLatin1Char(':'), 1));
    auto items = queryItem.globalMatch(text);
    while (items.hasNext()) {
        const QRegularExpressionMatch item = items.next();
        if (namesSecret(item.captured(1)))
            take(item.captured(2));
    }
}

/// A word that is no value of the one before it.
QString shownWord(const QString& word, QStringList& found)
{
    static const QRegularExpression assignment(QStringLiteral("^([\\w.-]+(?:=|:\\s*))(.+)$"),
                                               QRegularExpression::DotMatchesEverythingOption);
    const auto match = assignment.match(word);
    if (match.hasMatch() && namesSecret(match.captured(1)))
        return match.captured(1) + maskedValue(match.captured(2), found);
    QString shown = word;
    if (word.contains(QLatin1String("://"))) {
        findSecretsOfUrl(word, found);
        shown = urlTextWithoutSecrets(word);
    }
    return textWithoutSecrets(shown, &found);
}

/// "user:password", as `-u` of curl and many others takes it.
QString shownUser(const QString& word, QStringList& found)
{
    const qsizetype colon = word.indexOf(QLatin1Char(':'));
    if (colon < 0 || word.contains(QLatin1String("://")))
        return shownWord(word, found);
    return word.left(colon + 1) + maskedValue(word.mid(colon + 1), found);
}

QStringList shownWordsOf(const QStringList& words, QStringList& found)
{
    static const QRegularExpression user(QStringLiteral("^(?:-u|-U|--[\\w-]*user|--[\\w-]*auth)"
                                                        "(?:=|$)"));
    QStringList shown;
    QString before;
    for (const QString& word : words) {
        const bool isAfterOption =
            before.startsWith(QLatin1Char('-')) && !before.contains(QLatin1Char('='));
        const auto match = user.match(word);
        if (isAfterOption && !before.contains(QLatin1Char(' ')) && namesSecret(before)) {
            shown << maskedValue(word, found);
            before.clear(); // it is no option, whatever it begins with
            continue;
        }
        if (isAfterOption && user.match(before).hasMatch())
            shown << shownUser(word, found);
        else if (match.hasMatch())
            shown << match.captured() + shownUser(word.mid(match.capturedEnd()), found);
        else
            shown << shownWord(word, found);
        before = word;
    }
    return shown;
}

QMap<QString, QString> shownEnvironmentOf(const QMap<QString, QString>& environment,
                                          QStringList& found)
{
    QMap<QString, QString> shown;
    for (auto variable = environment.begin(); variable != environment.end(); ++variable)
        shown.insert(variable.key(), namesSecret(variable.key())
                                         ? maskedValue(variable.value(), found)
                                         : shownWord(variable.value(), found));
    return shown;
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

QStringList ForeignCommand::shownWords() const
{
    QStringList found;
    return shownWordsOf(words, found);
}

QMap<QString, QString> ForeignCommand::shownEnvironment() const
{
    QStringList found;
    return shownEnvironmentOf(environment, found);
}

QStringList ForeignCommand::secrets() const
{
    QStringList found;
    shownWordsOf(words, found);
    shownEnvironmentOf(environment, found);
    const auto tellsNothing = [](const QString& secret) {
        return secret.size() < 3 || secret == QLatin1String("***") ||
               secret.contains(QLatin1String("{url}"));
    };
    found.erase(std::remove_if(found.begin(), found.end(), tellsNothing), found.end());
    found.removeDuplicates();
    return found;
}

} // namespace redial
