// SPDX-License-Identifier: MIT
#include "core/report/run_account.h"

#include "core/report/account_sentences.h"

namespace redial {

namespace {

QString timeText(const EventLog& log, EventNumber number)
{
    const auto since = log.header(number).time - log.header(1).time;
    const double seconds = std::chrono::duration<double>(since).count();
    return QStringLiteral("%1 s").arg(seconds, 10, 'f', 3);
}

} // namespace

std::optional<QString> accountLine(const EventLog& log, EventNumber number, TextStyle style)
{
    const Source source = log.header(number).source;
    const AccountSentence sentence = source == Source::Proxy    ? proxySentence(log, number)
                                     : source == Source::Server ? serverSentence(log, number)
                                                                : clientSentence(log, number);
    if (sentence.text.isEmpty())
        return std::nullopt;
    const std::string_view name = nameOf(source);
    const QString party = QString::fromLatin1(name.data(), qsizetype(name.size())).leftJustified(9);
    return coloured(timeText(log, number), TextColour::Dim, style) + QStringLiteral("  ") + party +
           coloured(sentence.text, sentence.colour, style);
}

} // namespace redial
