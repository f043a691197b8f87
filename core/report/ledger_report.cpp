// SPDX-License-Identifier: MIT
#include "core/report/ledger_report.h"

#include "core/report/run_report.h"
#include "core/report/svg_canvas.h"

#include <QJsonArray>

#include <array>

namespace redial {

namespace {

constexpr std::size_t mostTerminalRows = 10;

struct DefectWords
{
    const char* count;    ///< after a number
    const char* sentence; ///< after the message's name
};

/// By LedgerDefect.
constexpr std::array<DefectWords, ledgerDefects> words{{
    {"lost", "never arrived, though later messages did"},
    {"doubled", "came twice"},
    {"out of order", "arrived after one that was written later"},
    {"invented", "arrived, and nobody had written it"},
    {"altered", "arrived with another content"},
    {"stale", "belongs to an earlier connection"},
    {"beside an open CALL", "was sent while another CALL waited for its answer"},
}};

const DefectWords& wordsOf(LedgerDefect defect)
{
    return words[std::size_t(defect)];
}

const char* sidesText(LedgerSides sides)
{
    switch (sides) {
    case LedgerSides::ClientAndServer:
        return "client and server";
    case LedgerSides::Proxy:
        return "both sides of the proxy";
    case LedgerSides::ClientOnly:
        return "the client alone: what arrived is not known";
    case LedgerSides::ServerOnly:
        return "the server alone: what the clients wrote is not known";
    case LedgerSides::None:
        break;
    }
    return "";
}

QString directionText(bool upstream)
{
    return upstream ? QStringLiteral("client to server") : QStringLiteral("server to client");
}

QString countsText(const MessageLedger& ledger, bool upstream)
{
    const LedgerCounts& counts = upstream ? ledger.upstream : ledger.downstream;
    const bool bothEnds = ledger.knowsBothEnds();
    const bool writer = upstream == (ledger.sides == LedgerSides::ClientOnly);
    QString text;
    if (bothEnds || writer)
        text = QStringLiteral("%1 written").arg(counts.sent);
    if (bothEnds)
        text += QStringLiteral(", ");
    if (bothEnds || !writer)
        text += QStringLiteral("%1 received").arg(counts.received);
    if (bothEnds)
        text += QStringLiteral(", %1 as written, %2 cut off")
                    .arg(counts.delivered)
                    .arg(counts.unsettled);
    if (counts.repeated > 0)
        text += QStringLiteral(", %1 repeated as it may be").arg(counts.repeated);
    for (std::size_t i = 0; i < ledgerDefects; ++i)
        if (counts.defects[i] > 0)
            text +=
                QStringLiteral(", %1 %2").arg(counts.defects[i]).arg(QLatin1String(words[i].count));
    return text;
}

QString eventsText(const LedgerRow& row)
{
    QStringList numbers;
    for (const EventNumber event : row.witnesses)
        numbers << QString::number(event);
    return QStringLiteral("events ") + numbers.join(QStringLiteral(", "));
}

QJsonObject countsJson(const LedgerCounts& counts)
{
    QJsonObject json{{QStringLiteral("sent"), qint64(counts.sent)},
                     {QStringLiteral("received"), qint64(counts.received)},
                     {QStringLiteral("delivered"), qint64(counts.delivered)},
                     {QStringLiteral("cut_off"), qint64(counts.unsettled)},
                     {QStringLiteral("repeated"), qint64(counts.repeated)}};
    for (std::size_t i = 0; i < ledgerDefects; ++i) {
        const std::string_view name = nameOf(LedgerDefect(i));
        json.insert(QLatin1String(name.data(), qsizetype(name.size())), qint64(counts.defects[i]));
    }
    return json;
}

QString sidesName(LedgerSides sides)
{
    constexpr std::array names{"none", "client_and_server", "proxy", "client", "server"};
    return QLatin1String(names[std::size_t(sides)]);
}

QString links(const EventLog& log, const LedgerRow& row)
{
    QString html;
    for (const EventNumber event : row.witnesses)
        html += QStringLiteral("<li><a href=\"#e%1\">%2</a></li>")
                    .arg(event)
                    .arg(escaped(witnessLine(log, event)));
    return QStringLiteral("<ul>%1</ul>").arg(html);
}

} // namespace

QString ledgerSentence(const LedgerRow& row)
{
    const QString name = row.action.empty() ? QStringLiteral("a message") : printable(row.action);
    const QString id =
        row.messageId.empty() ? QString() : QStringLiteral(" \"%1\"").arg(printable(row.messageId));
    return QStringLiteral("%1, %2%3 %4")
        .arg(directionText(row.upstream), name, id, QLatin1String(wordsOf(row.defect).sentence));
}

QString ledgerText(const MessageLedger& ledger, TextStyle style)
{
    if (ledger.sides == LedgerSides::None)
        return {};
    QString text =
        QStringLiteral("Messages, as seen by %1:\n").arg(QLatin1String(sidesText(ledger.sides)));
    for (const bool upstream : {true, false})
        text +=
            QStringLiteral("  %1  %2\n").arg(directionText(upstream), countsText(ledger, upstream));
    for (std::size_t i = 0; i < std::min(ledger.rows.size(), mostTerminalRows); ++i)
        text += QStringLiteral("  %1\n    %2\n")
                    .arg(coloured(ledgerSentence(ledger.rows[i]), TextColour::Red, style),
                         eventsText(ledger.rows[i]));
    if (ledger.defects() > mostTerminalRows)
        text += QStringLiteral("  and %1 more\n").arg(ledger.defects() - mostTerminalRows);
    return text;
}

QJsonObject ledgerJson(const MessageLedger& ledger)
{
    QJsonArray rows;
    for (const LedgerRow& row : ledger.rows) {
        QJsonArray witnesses;
        for (const EventNumber event : row.witnesses)
            witnesses.append(qint64(event));
        const std::string_view name = nameOf(row.defect);
        rows.append(QJsonObject{
            {QStringLiteral("defect"), QLatin1String(name.data(), qsizetype(name.size()))},
            {QStringLiteral("direction"),
             row.upstream ? QStringLiteral("upstream") : QStringLiteral("downstream")},
            {QStringLiteral("message_id"), printable(row.messageId)},
            {QStringLiteral("action"), printable(row.action)},
            {QStringLiteral("witnesses"), witnesses}});
    }
    return {{QStringLiteral("sides"), sidesName(ledger.sides)},
            {QStringLiteral("both_ends"), ledger.knowsBothEnds()},
            {QStringLiteral("upstream"), countsJson(ledger.upstream)},
            {QStringLiteral("downstream"), countsJson(ledger.downstream)},
            {QStringLiteral("defects"), rows},
            {QStringLiteral("connections_of_others"), qint64(ledger.connectionsOfOthers)}};
}

QString ledgerHtml(const EventLog& log, const MessageLedger& ledger)
{
    if (ledger.sides == LedgerSides::None)
        return {};
    QString html = QStringLiteral("<h2>Messages</h2>\n<p class=\"facts\">Seen by %1.</p>\n<table>"
                                  "<tr><th>Direction</th><th>What became of them</th></tr>\n")
                       .arg(QLatin1String(sidesText(ledger.sides)));
    for (const bool upstream : {true, false})
        html += QStringLiteral("<tr><td>%1</td><td>%2</td></tr>\n")
                    .arg(directionText(upstream), countsText(ledger, upstream));
    html += QStringLiteral("</table>\n");
    if (ledger.rows.empty())
        return html;
    html += QStringLiteral("<table><tr><th>Defect</th><th>What shows it</th></tr>\n");
    for (const LedgerRow& row : ledger.rows)
        html += QStringLiteral("<tr><td class=\"failed\">%1</td><td>%2%3</td></tr>\n")
                    .arg(QLatin1String(wordsOf(row.defect).count), escaped(ledgerSentence(row)),
                         links(log, row));
    html += QStringLiteral("</table>\n");
    if (ledger.defects() > ledger.rows.size())
        html += QStringLiteral("<p class=\"facts\">%1 more.</p>\n")
                    .arg(ledger.defects() - ledger.rows.size());
    return html;
}

} // namespace redial
