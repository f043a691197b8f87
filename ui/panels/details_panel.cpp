// SPDX-License-Identifier: MIT
#include "ui/panels/details_panel.h"

#include "ui/models/event_text.h"
#include "ui/view/severity.h"
#include "ui/view/theme.h"
#include "ui/view/timeline_painter.h"

#include <QEvent>

namespace redial {

DetailsPanel::DetailsPanel(const RunDocument& document, RunCursor& cursor, QWidget* parent)
    : QTextBrowser(parent), document_(document), cursor_(cursor)
{
    setAccessibleName(QStringLiteral("Details of the selected event"));
    setOpenLinks(false);
    setPlaceholderText(QStringLiteral("Select an event in the timeline or in the list."));
    setMinimumWidth(220);
    connect(&cursor, &RunCursor::selectedChanged, this, &DetailsPanel::refresh);
    connect(&document, &RunDocument::restarted, this, &DetailsPanel::refresh);
}

void DetailsPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        refresh();
    QTextBrowser::changeEvent(event);
}

void DetailsPanel::refresh()
{
    const auto selected = cursor_.selected();
    if (selected && *selected <= document_.seen())
        setHtml(html(*selected));
    else
        clear();
}

QString DetailsPanel::html(EventNumber event) const
{
    const EventLog& log = document_.log();
    const EventHeader& header = log.header(event);
    const Theme theme = Theme::from(palette());
    const QColor title = severityOf(log, event) == Severity::Abnormal ? theme.abnormal : theme.text;
    QString html = QStringLiteral("<p style='font-size:large;color:%1'><b>%2</b></p><table>")
                       .arg(title.name(), eventName(log, event).toHtmlEscaped());
    const auto row = [&](const QString& name, const QString& value) {
        html +=
            QStringLiteral("<tr><td style='color:%1;padding-right:12px'>%2</td><td>%3</td></tr>")
                .arg(theme.fadedText.name(), name.toHtmlEscaped(), value.toHtmlEscaped());
    };
    row(QStringLiteral("number"), QString::number(event));
    row(QStringLiteral("time"), axisText(runTimeOf(log, event), std::chrono::microseconds(1)));
    row(QStringLiteral("UTC"), wallText(header.wall));
    row(QStringLiteral("lane"), spacedName(nameOf(header.lane)));
    row(QStringLiteral("seen by"), spacedName(nameOf(header.source)));
    if (header.epoch > 0)
        row(QStringLiteral("connection"), QString::number(header.epoch));
    if (header.attempt > 0)
        row(QStringLiteral("attempt"), QString::number(header.attempt));
    QString payload;
    for (const Field& field : log.fields(event)) {
        QString name = spacedName(log.keyName(field.key));
        if (name.endsWith(QStringLiteral(" ns")))
            name.chop(3);
        if (field.key == FieldKey::Payload && std::holds_alternative<std::string_view>(field.value))
            payload = prettyPayload(std::get<std::string_view>(field.value));
        else if (const QString value = fieldText(log, field); !value.isEmpty())
            row(name, value);
    }
    html += QStringLiteral("</table>");
    if (!payload.isEmpty())
        html += QStringLiteral(
                    "<p style='color:%1'>payload</p><pre style='font-family:monospace'>%2</pre>")
                    .arg(theme.fadedText.name(), payload.toHtmlEscaped());
    return html;
}

} // namespace redial
