// SPDX-License-Identifier: MIT
#include "ui/window/pdf_report.h"

#include "core/base/to_qstring.h"
#include "core/verdict/finding.h"
#include "ui/panels/graph_widget.h"
#include "ui/window/run_export.h"

#include <QBuffer>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QTextDocument>

namespace redial {

namespace {

constexpr int dotsPerInch = 96;
constexpr double graphScale = 2;
constexpr double marginMillimetres = 15;
constexpr QSize pictureSize(960, 320);

QImage pictureOf(GraphWidget& graph)
{
    QImage image(pictureSize * graphScale, QImage::Format_RGB32);
    image.setDevicePixelRatio(graphScale);
    QPainter painter(&image);
    graph.paintPicture(painter, pictureSize);
    return image;
}

QString findingText(const RunReport& report, const Finding& finding)
{
    QString html = QStringLiteral("<p><b>%1 %2</b> (%3)<br>%4<br>%5")
                       .arg(toQString(finding.oracle), finding.title.toHtmlEscaped(),
                            toQString(nameOf(finding.severity)), finding.sentence.toHtmlEscaped(),
                            finding.remedy.toHtmlEscaped());
    for (const EventNumber witness : finding.witnesses)
        html += QStringLiteral("<br>&nbsp;&nbsp;%1")
                    .arg(witnessLine(report.log, witness).toHtmlEscaped());
    return html + QStringLiteral("</p>");
}

QString textOf(const RunReport& report, std::size_t pictures)
{
    const auto found = findings(report.results);
    QString html = QStringLiteral("<h1>%1</h1><p>%2, %3, seed %4, %5 events</p>")
                       .arg(report.name.toHtmlEscaped(), report.info.program.toHtmlEscaped(),
                            startedText(report.info), QString::number(report.info.seed),
                            QString::number(report.log.size()));
    html += QStringLiteral("<h2>Findings: %1</h2>").arg(found.size());
    for (const Finding& finding : found)
        html += findingText(report, finding);
    for (std::size_t i = 0; i < pictures; ++i)
        html += QStringLiteral("<p><img src='picture:%1' width='%2'></p>")
                    .arg(i)
                    .arg(pictureSize.width() * 2 / 3);
    html += QStringLiteral("<h2>Everything that was judged</h2><table cellspacing='4'>");
    for (const OracleResult& result : report.results)
        html +=
            QStringLiteral("<tr><td>%1</td><td>%2</td><td>%3</td></tr>")
                .arg(toQString(result.id), toQString(nameOf(result.outcome)).replace(u'_', u' '),
                     result.title.toHtmlEscaped());
    return html + QStringLiteral("</table>");
}

} // namespace

Expected<void, QString> savePdf(const RunReport& report, const std::vector<GraphWidget*>& graphs,
                                const QString& path)
{
    QTextDocument document;
    for (std::size_t i = 0; i < graphs.size(); ++i)
        document.addResource(QTextDocument::ImageResource,
                             QUrl(QStringLiteral("picture:%1").arg(i)), pictureOf(*graphs[i]));
    document.setHtml(textOf(report, graphs.size()));
    QByteArray bytes;
    {
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        QPdfWriter writer(&buffer);
        writer.setResolution(dotsPerInch);
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins(
            QMarginsF(marginMillimetres, marginMillimetres, marginMillimetres, marginMillimetres),
            QPageLayout::Millimeter);
        writer.setTitle(report.name);
        document.print(&writer);
    }
    return saveBytes(path, bytes);
}

} // namespace redial
