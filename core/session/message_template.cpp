// SPDX-License-Identifier: MIT
#include "core/session/message_template.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace redial {

namespace {

/// A string as it stands between its quotes.
QString escaped(const QString& text)
{
    const QByteArray json = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(json.mid(2, json.size() - 4));
}

const QRegularExpression& places()
{
    static const QRegularExpression expression(
        QStringLiteral("(\"?)\\{([a-z_]+|/[^{}\"]*)\\}(\"?)"));
    return expression;
}

bool isJson(const QString& text)
{
    return text.startsWith(QLatin1Char('{')) || text.startsWith(QLatin1Char('['));
}

/// What stands in one place, without the quotes around it.
struct Filling
{
    QString value;
    bool isText = true;
};

std::optional<Filling> fillingOf(const QString& name, const TemplateValues& values,
                                 const StreamMessage* answered)
{
    if (!name.startsWith(QLatin1Char('/'))) {
        const auto value = values ? values(name) : std::nullopt;
        return value ? std::optional(Filling{*value}) : std::nullopt;
    }
    const auto value = answered ? answered->textAt(name) : std::nullopt;
    return value ? std::optional(Filling{*value, answered->at(name).isString()}) : std::nullopt;
}

} // namespace

QString fillTemplate(const QString& text, const TemplateValues& values,
                     const StreamMessage* answered)
{
    QString filled;
    qsizetype from = 0;
    auto matches = places().globalMatch(text);
    while (matches.hasNext()) {
        const auto match = matches.next();
        const auto filling = fillingOf(match.captured(2), values, answered);
        if (!filling)
            continue;
        const bool losesQuotes =
            !filling->isText && !match.captured(1).isEmpty() && !match.captured(3).isEmpty();
        const QString value =
            filling->isText && isJson(text) ? escaped(filling->value) : filling->value;
        filled += text.mid(from, match.capturedStart() - from);
        filled += losesQuotes ? value : match.captured(1) + value + match.captured(3);
        from = match.capturedEnd();
    }
    return filled + text.mid(from);
}

bool hasPlace(const QString& text, const QString& name)
{
    return text.contains(QLatin1Char('{') + name + QLatin1Char('}'));
}

} // namespace redial
