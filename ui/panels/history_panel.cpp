// SPDX-License-Identifier: MIT
#include "ui/panels/history_panel.h"

#include "core/history/history_place.h"
#include "core/history/run_comparison.h"
#include "ui/panels/named_button.h"
#include "ui/panels/row_table.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QResizeEvent>
#include <QSplitter>
#include <QTableWidget>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <utility>

namespace redial {

namespace {

QString tableRow(const QStringList& cells)
{
    QString html = QStringLiteral("<tr>");
    for (const QString& cell : cells)
        html += QStringLiteral("<td style='padding-right:12px'>%1</td>").arg(cell.toHtmlEscaped());
    return html + QStringLiteral("</tr>");
}

/// "2026-11-21 19:57:03", in the time zone in which it was written down.
QString timeText(const QString& iso)
{
    return iso.left(19).replace(QLatin1Char('T'), QLatin1Char(' '));
}

} // namespace

HistoryPanel::HistoryPanel(QWidget* parent)
    : QWidget(parent), runs_(historyPlace()), parts_(new QSplitter(this))
{
    setAccessibleName(QStringLiteral("History of runs"));
    parts_->setAccessibleName(QStringLiteral("History of runs"));
    parts_->setChildrenCollapsible(false);
    parts_->addWidget(makeList());
    parts_->addWidget(makeText());
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(parts_);
    connect(&runs_, &HistoryRuns::changed, this, &HistoryPanel::refill);
    connect(&runs_, &HistoryRuns::compared, this, &HistoryPanel::showComparison);
    connect(&runs_, &HistoryRuns::told, this, &HistoryPanel::told);
    refill();
}

QWidget* HistoryPanel::makeList()
{
    auto* page = new QWidget(this);
    page->setAccessibleName(QStringLiteral("Runs"));
    auto* add = makeButton(QStringLiteral("Add…"), QStringLiteral("Add run files to the history"),
                           this, &HistoryPanel::askForFiles);
    open_ = makeButton(QStringLiteral("Open"), QStringLiteral("Show the run on the timeline"), this,
                       &HistoryPanel::open);
    compare_ =
        makeButton(QStringLiteral("Compare"), QStringLiteral("Compare the two selected runs"), this,
                   &HistoryPanel::compareSelected);
    remove_ = makeButton(QStringLiteral("Forget"),
                         QStringLiteral("Take the selected runs out of the history"), this,
                         &HistoryPanel::removeSelected);
    table_ = new QTableWidget(0, 6, page);
    makeRowTable(*table_, QStringLiteral("Runs"));
    table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table_->setAlternatingRowColors(true);
    table_->setHorizontalHeaderLabels({QStringLiteral("Run"), QStringLiteral("Outcome"),
                                       QStringLiteral("Case"), QStringLiteral("Started"),
                                       QStringLiteral("Failed"), QStringLiteral("Tags")});
    table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table_->horizontalHeader()->setSectionResizeMode(2, QHeaderView::Stretch);
    constexpr std::array<std::pair<int, int>, 5> widths{
        {{0, 6}, {1, 14}, {3, 26}, {4, 12}, {5, 14}}};
    for (const auto& [column, characters] : widths)
        table_->setColumnWidth(column, fontMetrics().averageCharWidth() * characters);
    summary_ = new QLabel(page);
    summary_->setAccessibleName(QStringLiteral("The history in short"));
    auto* head = new QHBoxLayout;
    head->addWidget(add);
    head->addWidget(remove_);
    head->addStretch(1);
    head->addWidget(compare_);
    head->addWidget(open_);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(4);
    column->addLayout(head);
    column->addWidget(table_, 1);
    column->addWidget(summary_);
    connect(table_, &QTableWidget::cellActivated, this, &HistoryPanel::open);
    connect(table_, &QTableWidget::itemSelectionChanged, this, &HistoryPanel::showSelected);
    return page;
}

QWidget* HistoryPanel::makeText()
{
    auto* page = new QWidget(this);
    page->setAccessibleName(QStringLiteral("The selected run"));
    text_ = new QTextBrowser(page);
    text_->setOpenLinks(false);
    text_->setAccessibleName(QStringLiteral("The selected run, or how two differ"));
    tags_ = new QLineEdit(page);
    tags_->setAccessibleName(QStringLiteral("Tags"));
    tags_->setPlaceholderText(QStringLiteral("words, then Enter"));
    auto* label = new QLabel(QStringLiteral("Tags"), page);
    label->setBuddy(tags_);
    auto* foot = new QHBoxLayout;
    foot->addWidget(label);
    foot->addWidget(tags_, 1);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(4, 6, 6, 6);
    column->addWidget(text_, 1);
    column->addLayout(foot);
    connect(tags_, &QLineEdit::returnPressed, this, &HistoryPanel::setTags);
    return page;
}

std::vector<const RunRecord*> HistoryPanel::selected() const
{
    std::vector<const RunRecord*> records;
    for (const QModelIndex& index : table_->selectionModel()->selectedRows())
        records.push_back(&runs_.runs()[static_cast<std::size_t>(index.row())]);
    std::sort(records.begin(), records.end());
    return records;
}

void HistoryPanel::askForFiles()
{
    const QStringList paths = QFileDialog::getOpenFileNames(
        this, QStringLiteral("Add run files to the history"), {},
        QStringLiteral("Run files (*.jsonl *.redial);;All files (*)"));
    if (!paths.isEmpty())
        add(paths);
}

void HistoryPanel::open()
{
    if (const auto records = selected(); records.size() == 1)
        emit runWanted(records.front()->path);
}

void HistoryPanel::compareSelected()
{
    // The older one first.
    if (const auto records = selected(); records.size() == 2)
        runs_.compare(records[1]->id, records[0]->id);
}

void HistoryPanel::setTags()
{
    const auto records = selected();
    if (records.size() != 1)
        return;
    const RunId id = records.front()->id;
    const QStringList before = records.front()->tags;
    const QStringList wanted = tags_->text().simplified().split(u' ', Qt::SkipEmptyParts);
    for (const QString& tag : before) {
        if (!wanted.contains(tag))
            runs_.setTag(id, tag, false);
    }
    for (const QString& tag : wanted) {
        if (!before.contains(tag))
            runs_.setTag(id, tag, true);
    }
}

void HistoryPanel::removeSelected()
{
    std::vector<RunId> ids;
    for (const RunRecord* record : selected())
        ids.push_back(record->id);
    for (const RunId id : ids)
        runs_.remove(id);
}

void HistoryPanel::refill()
{
    const auto& runs = runs_.runs();
    const QSignalBlocker quiet(table_);
    table_->setRowCount(static_cast<int>(runs.size()));
    for (int row = 0; row < table_->rowCount(); ++row) {
        const RunRecord& run = runs[static_cast<std::size_t>(row)];
        const QStringList cells{QString::number(run.id),
                                outcomeText(run.outcome),
                                run.caseName,
                                timeText(run.started),
                                run.failedOracles().join(QLatin1Char(' ')),
                                run.tags.join(QLatin1Char(' '))};
        for (int column = 0; column < cells.size(); ++column)
            table_->setItem(row, column, new QTableWidgetItem(cells[column]));
    }
    summary_->setText(runs_.isBusy() ? QStringLiteral("Reading the history…")
                      : runs.empty() ? QStringLiteral("No runs yet; add run files, or use "
                                                      "--remember on the command line.")
                                     : QStringLiteral("%1 runs").arg(runs.size()));
    showSelected();
}

void HistoryPanel::showSelected()
{
    const auto records = selected();
    if (records.size() == 1) {
        QString html = QStringLiteral("<table>");
        for (const auto& [name, value] : factsOf(*records.front()))
            html += tableRow({name, value.isEmpty() ? QStringLiteral("–") : value});
        text_->setHtml(html + QStringLiteral("</table>"));
        tags_->setText(records.front()->tags.join(QLatin1Char(' ')));
    } else {
        text_->setPlainText(records.empty() ? QStringLiteral("Select a run, or two to compare.")
                                            : QStringLiteral("%1 runs").arg(records.size()));
        tags_->clear();
    }
    updateState();
}

void HistoryPanel::showComparison(const RunRecord& first, const RunRecord& second)
{
    QString html = QStringLiteral("<table>");
    for (const RunDifference& difference : differencesOf(first, second))
        html += tableRow({difference.what, difference.first, difference.second, difference.change});
    text_->setHtml(html + QStringLiteral("</table>"));
}

void HistoryPanel::updateState()
{
    const auto count = selected().size();
    const auto enable = [](QPushButton* button, bool on, const QString& reason) {
        button->setEnabled(on);
        button->setToolTip(on ? QString() : reason);
    };
    enable(open_, count == 1, QStringLiteral("select one run"));
    enable(compare_, count == 2, QStringLiteral("select two runs"));
    enable(remove_, count > 0, QStringLiteral("no run is selected"));
    tags_->setEnabled(count == 1);
}

void HistoryPanel::paintEvent(QPaintEvent* event)
{
    QWidget::paintEvent(event);
    if (!std::exchange(wasRead_, true))
        QMetaObject::invokeMethod(&runs_, &HistoryRuns::refresh, Qt::QueuedConnection);
}

void HistoryPanel::resizeEvent(QResizeEvent* event)
{
    const bool wide = event->size().width() > event->size().height();
    parts_->setOrientation(wide ? Qt::Horizontal : Qt::Vertical);
    if (!event->oldSize().isValid())
        parts_->setSizes({600, 400});
    QWidget::resizeEvent(event);
}

} // namespace redial
