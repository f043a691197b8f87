// SPDX-License-Identifier: MIT
#include "ui/panels/details_panel.h"

#include "ui/models/event_text.h"
#include "ui/view/severity.h"
#include "ui/view/theme.h"
#include "ui/view/timeline_painter.h"

#include <QEvent>
#include <QHeaderView>
#include <QTextBrowser>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace redial {

namespace {

constexpr int openLevels = 3;
constexpr int nameCharacters = 16;

void addNode(QTreeWidgetItem& parent, const PayloadNode& node, const Theme& theme)
{
    auto* item = new QTreeWidgetItem(&parent, {node.name, node.value, node.type});
    item->setToolTip(1, node.value);
    item->setForeground(2, theme.fadedText);
    if (node.type == QLatin1String("error"))
        item->setForeground(1, theme.abnormal);
    for (const PayloadNode& child : node.children)
        addNode(*item, child, theme);
}

} // namespace

DetailsPanel::DetailsPanel(const RunDocument& document, RunCursor& cursor, QWidget* parent)
    : QWidget(parent)
    , document_(document)
    , cursor_(cursor)
    , text_(new QTextBrowser(this))
    , tree_(new QTreeWidget(this))
{
    setAccessibleName(QStringLiteral("Event details"));
    text_->setAccessibleName(QStringLiteral("Details of the selected event"));
    text_->setOpenLinks(false);
    text_->setPlaceholderText(QStringLiteral("Select an event in the timeline or in the list."));
    text_->setMinimumWidth(220);
    tree_->setAccessibleName(QStringLiteral("Parts of the payload"));
    tree_->setHeaderLabels(
        {QStringLiteral("Part"), QStringLiteral("Value"), QStringLiteral("Type")});
    tree_->header()->setAccessibleName(QStringLiteral("Columns of the payload's parts"));
    tree_->header()->setStretchLastSection(false);
    tree_->header()->setSectionResizeMode(1, QHeaderView::Stretch);
    tree_->setColumnWidth(0, fontMetrics().averageCharWidth() * nameCharacters);
    tree_->setColumnWidth(2, fontMetrics().horizontalAdvance(QStringLiteral("container")) + 16);
    tree_->setUniformRowHeights(true);
    tree_->setTabKeyNavigation(false);
    tree_->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(text_, 2);
    column->addWidget(tree_, 3);
    connect(&cursor, &RunCursor::selectedChanged, this, &DetailsPanel::refresh);
    connect(&document, &RunDocument::restarted, this, &DetailsPanel::refresh);
}

void DetailsPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && tree_)
        refresh();
    QWidget::changeEvent(event);
}

void DetailsPanel::refresh()
{
    const auto selected = cursor_.selected();
    const bool known = selected && *selected <= document_.seen();
    const auto tree = known ? payloadTreeOf(document_.log(), *selected) : std::nullopt;
    showTree(tree);
    if (known)
        text_->setHtml(html(*selected, tree.has_value()));
    else
        text_->clear();
}

void DetailsPanel::showTree(const std::optional<PayloadNode>& tree)
{
    tree_->clear();
    tree_->setVisible(tree.has_value());
    if (!tree)
        return;
    addNode(*tree_->invisibleRootItem(), *tree, Theme::from(palette()));
    tree_->expandToDepth(openLevels - 1);
}

QString DetailsPanel::html(EventNumber event, bool hasTree) const
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
            payload = hasTree ? QString() : prettyPayload(std::get<std::string_view>(field.value));
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
