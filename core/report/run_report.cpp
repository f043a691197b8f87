// SPDX-License-Identifier: MIT
#include "core/report/run_report.h"

#include "core/log/wall_time_text.h"
#include "core/report/account_sentences.h"
#include "core/report/terminal_text.h"

namespace redial {

std::chrono::nanoseconds sinceBegin(const EventLog& log, EventNumber number)
{
    return log.header(number).time - log.header(1).time;
}

std::chrono::nanoseconds lengthOf(const EventLog& log)
{
    return log.size() == 0 ? std::chrono::nanoseconds{} : sinceBegin(log, log.size());
}

QString startedText(const RunInfo& info)
{
    std::string text;
    appendWallTime(text, info.started);
    return QString::fromStdString(text);
}

namespace {

/// "message out: [2,"7","Heartbeat",{}]": the account leaves messages out.
QString messageSentence(const EventLog& log, EventNumber number)
{
    const EventKind kind = log.header(number).kind;
    if (kind != EventKind::MessageIn && kind != EventKind::MessageOut)
        return {};
    const auto payload = log.text(number, FieldKey::Payload);
    return (kind == EventKind::MessageIn ? QStringLiteral("message in: %1")
                                         : QStringLiteral("message out: %1"))
        .arg(payload.empty()
                 ? QStringLiteral("%1 bytes").arg(log.integer(number, FieldKey::Size).value_or(0))
                 : printable(payload, 100));
}

} // namespace

QString witnessLine(const EventLog& log, EventNumber number)
{
    const EventHeader& header = log.header(number);
    const bool served = header.source == Source::Server || header.source == Source::Proxy;
    QString what = (served ? serverSentence(log, number) : clientSentence(log, number)).text;
    if (what.isEmpty())
        what = messageSentence(log, number);
    if (what.isEmpty())
        what = printable(log.kindName(header.kind)).replace(QLatin1Char('_'), QLatin1Char(' '));
    const std::string_view source = nameOf(header.source);
    return QStringLiteral("#%1 at %2 s, %3: %4")
        .arg(number)
        .arg(std::chrono::duration<double>(sinceBegin(log, number)).count(), 0, 'f', 3)
        .arg(QLatin1String(source.data(), qsizetype(source.size())), what);
}

} // namespace redial
