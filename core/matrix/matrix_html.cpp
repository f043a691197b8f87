// SPDX-License-Identifier: MIT
#include "core/matrix/matrix_html.h"

#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "core/report/html_style.h"
#include "core/report/svg_canvas.h"

#include <map>

namespace redial {

namespace {

using Status = MatrixResult::Status;
using Row = std::map<ConnectionPhase, const MatrixResult*>;

QString anchorOf(const MatrixResult& result)
{
    return QStringLiteral("%1-%2").arg(result.fault, nameOf(result.phase));
}

QString classOf(Status status)
{
    switch (status) {
    case Status::Held:
        return QStringLiteral("held");
    case Status::CannotBe:
        return QStringLiteral("facts");
    default:
        return QStringLiteral("failed");
    }
}

QString wordOf(const MatrixResult& result)
{
    switch (result.status) {
    case Status::Held:
        return QStringLiteral("held");
    case Status::NotHeld:
        return result.failed.join(QLatin1Char(' '));
    case Status::NotBitten:
        return QStringLiteral("no effect");
    case Status::CannotBe:
        return QStringLiteral("–");
    case Status::CouldNotRun:
        break;
    }
    return QStringLiteral("could not run");
}

bool isDetailed(const MatrixResult& result)
{
    return result.status != Status::Held && result.status != Status::CannotBe;
}

QString cell(const MatrixResult* result)
{
    if (!result)
        return QStringLiteral("<td></td>");
    const QString word = escaped(wordOf(*result));
    return QStringLiteral("<td class=\"%1\" title=\"%2\">%3</td>")
        .arg(classOf(result->status),
             escaped(result->sentence.isEmpty() ? result->plan : result->sentence),
             isDetailed(*result)
                 ? QStringLiteral("<a href=\"#%1\">%2</a>").arg(escaped(anchorOf(*result)), word)
                 : word);
}

QString nameOfFault(const QString& id)
{
    const FaultDefinition* const fault = findFault(id);
    return fault ? toQString(fault->name) : QString();
}

QString table(const std::vector<QString>& faults, const std::map<QString, Row>& rows)
{
    QString html = QStringLiteral("<table><tr><th>Fault</th>");
    for (const ConnectionPhase phase : connectionPhases())
        html += QStringLiteral("<th>%1</th>").arg(titleOf(phase));
    html += QStringLiteral("</tr>\n");
    for (const QString& fault : faults) {
        const Row& row = rows.at(fault);
        html += QStringLiteral("<tr><td>%1 %2</td>").arg(escaped(fault), nameOfFault(fault));
        for (const ConnectionPhase phase : connectionPhases()) {
            const auto found = row.find(phase);
            html += cell(found == row.end() ? nullptr : found->second);
        }
        html += QStringLiteral("</tr>\n");
    }
    return html + QStringLiteral("</table>\n");
}

QString section(const MatrixResult& result)
{
    QString html =
        QStringLiteral("<section id=\"%1\" class=\"finding\"><h3>%2 %3, %4</h3>\n"
                       "<p>%5</p>\n<p class=\"facts\">%6</p>\n")
            .arg(escaped(anchorOf(result)), escaped(result.fault), nameOfFault(result.fault),
                 titleOf(result.phase), escaped(result.sentence), escaped(result.plan));
    for (const QString& witness : result.witnesses)
        html += QStringLiteral("<li>%1</li>").arg(escaped(witness));
    if (!result.runFile.isEmpty())
        html += QStringLiteral("<p>redial replay %1</p>\n").arg(escaped(result.runFile));
    return html + QStringLiteral("</section>\n");
}

/// Each reason once, with the cells that it is about.
QString reasons(const MatrixRecord& record)
{
    std::map<QString, QStringList> cells;
    for (const MatrixResult& result : record.results) {
        if (result.status == Status::CannotBe)
            cells[result.sentence] << result.fault + QLatin1Char(' ') + titleOf(result.phase);
    }
    if (cells.empty())
        return {};
    QString html = QStringLiteral("<h2>Why the empty cells cannot be</h2>\n<table>\n");
    for (const auto& entry : cells)
        html += QStringLiteral("<tr><td>%1</td><td>%2</td></tr>\n")
                    .arg(QString::number(entry.second.size()), escaped(entry.first));
    return html + QStringLiteral("</table>\n");
}

QString summary(const MatrixRecord& record)
{
    return QStringLiteral("%1 cells held, %2 did not, in %3 the fault changed nothing, %4 could "
                          "not run; %5 cannot be. %6 time, seed %7%8.")
        .arg(record.count(Status::Held))
        .arg(record.count(Status::NotHeld))
        .arg(record.count(Status::NotBitten))
        .arg(record.count(Status::CouldNotRun))
        .arg(record.count(Status::CannotBe))
        .arg(record.isVirtual ? QStringLiteral("Virtual") : QStringLiteral("Real"))
        .arg(record.seed)
        .arg(record.mutant.isEmpty() ? QString()
                                     : QStringLiteral(", mutant %1").arg(record.mutant));
}

} // namespace

QByteArray matrixHtml(const MatrixRecord& record)
{
    std::vector<QString> faults;
    std::map<QString, Row> rows;
    QString details;
    for (const MatrixResult& result : record.results) {
        if (!rows.contains(result.fault))
            faults.push_back(result.fault);
        rows[result.fault][result.phase] = &result;
        if (isDetailed(result))
            details += section(result);
    }
    QString html =
        QStringLiteral("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                       "<meta http-equiv=\"Content-Security-Policy\" "
                       "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
                       "<meta name=\"viewport\" content=\"width=device-width\">"
                       "<title>Fault matrix</title>\n<style>%1 body { max-width: none; }"
                       "</style></head><body>\n<h1>Every fault at every phase</h1>\n<p>%2</p>\n")
            .arg(QLatin1String(htmlStyle), escaped(summary(record)));
    html += table(faults, rows);
    if (!details.isEmpty())
        html += QStringLiteral("<h2>What did not hold</h2>\n") + details;
    return (html + reasons(record) + QStringLiteral("</body></html>\n")).toUtf8();
}

} // namespace redial
