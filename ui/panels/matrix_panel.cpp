// SPDX-License-Identifier: MIT
#include "ui/panels/matrix_panel.h"

#include "core/base/to_qstring.h"
#include "core/fault/fault_catalogue.h"
#include "ui/panels/matrix_cell_text.h"
#include "ui/panels/named_button.h"
#include "ui/panels/row_table.h"
#include "ui/view/theme.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QResizeEvent>
#include <QShortcut>
#include <QSplitter>
#include <QTableView>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <utility>

namespace redial {

namespace {

using State = MatrixGrid::State;

QString introduction()
{
    return QStringLiteral(
        "<p>Every fault at every phase of a connection, one run a cell. <b>Run</b> runs what is "
        "shown and has not run; a click on a cell shows its run on the timeline.</p>"
        "<p>✓ held &nbsp; ✗ not held &nbsp; ○ the fault changed nothing &nbsp; ! could not run "
        "&nbsp; · not run &nbsp; – cannot be</p>");
}

} // namespace

MatrixPanel::MatrixPanel(QWidget* parent) : QWidget(parent), parts_(new QSplitter(this))
{
    setAccessibleName(QStringLiteral("Fault matrix"));
    parts_->setAccessibleName(QStringLiteral("Fault matrix"));
    parts_->setChildrenCollapsible(false);
    parts_->addWidget(makeGrid());
    parts_->addWidget(makeText());
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(parts_);
    connectRuns();
    showSelected();
}

MatrixPanel::~MatrixPanel() = default;

QWidget* MatrixPanel::makeGrid()
{
    auto* page = new QWidget(this);
    page->setAccessibleName(QStringLiteral("Cells"));
    QLayout* head = makeButtons(page);
    makeTable(page);
    summary_ = new QLabel(page);
    summary_->setAccessibleName(QStringLiteral("The matrix in short"));
    summary_->setTextFormat(Qt::PlainText);
    progress_ = new QProgressBar(page);
    progress_->setAccessibleName(QStringLiteral("Progress of the matrix"));
    progress_->setMaximumWidth(220);
    auto* foot = new QHBoxLayout;
    foot->addWidget(summary_, 1);
    foot->addWidget(progress_);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(4);
    column->addLayout(head);
    column->addWidget(table_, 1);
    column->addLayout(foot);
    return page;
}

QLayout* MatrixPanel::makeButtons(QWidget* page)
{
    filter_ = new QLineEdit(page);
    filter_->setAccessibleName(QStringLiteral("Faults, levels and phases to show"));
    filter_->setPlaceholderText(QStringLiteral("T6, http, phase:tcp"));
    filter_->setClearButtonEnabled(true);
    for (auto* clear : filter_->findChildren<QAbstractButton*>())
        clear->setAccessibleName(QStringLiteral("Clear the filter"));
    filter_->setMinimumWidth(fontMetrics().averageCharWidth() * 12);
    virtual_ = new QCheckBox(QStringLiteral("Virtual time"), page);
    virtual_->setToolTip(
        QStringLiteral("In virtual time all cells take two seconds; on real sockets "
                       "each takes six, and there are more of them"));
    virtual_->setChecked(true);
    run_ = makeButton(QStringLiteral("Run"), QStringLiteral("Run the cells that are shown"), page);
    stop_ = makeButton(QStringLiteral("Stop"), QStringLiteral("Stop the matrix"), page);
    anew_ = makeButton(QStringLiteral("Start anew"), QStringLiteral("Forget what has run"), page);
    open_ = makeButton(QStringLiteral("Open…"), QStringLiteral("Go on with a kept matrix"), page);
    save_ = makeButton(QStringLiteral("Save…"), QStringLiteral("Save the matrix"), page);
    auto* head = new QHBoxLayout;
    head->addWidget(filter_, 1);
    head->addWidget(virtual_);
    for (QPushButton* button : {run_, stop_, anew_, open_, save_})
        head->addWidget(button);
    connect(filter_, &QLineEdit::textChanged, this, &MatrixPanel::setFilter);
    connect(virtual_, &QCheckBox::toggled, this, &MatrixPanel::setTime);
    connect(run_, &QPushButton::clicked, this, &MatrixPanel::run);
    connect(stop_, &QPushButton::clicked, this, &MatrixPanel::stop);
    connect(anew_, &QPushButton::clicked, this, &MatrixPanel::startAnew);
    connect(open_, &QPushButton::clicked, this, &MatrixPanel::askToOpen);
    connect(save_, &QPushButton::clicked, this, &MatrixPanel::askToSave);
    return head;
}

void MatrixPanel::makeTable(QWidget* page)
{
    table_ = new QTableView(page);
    table_->setModel(&grid_);
    makeRowTable(*table_, QStringLiteral("Fault matrix"));
    table_->setSelectionBehavior(QAbstractItemView::SelectItems);
    table_->setShowGrid(true);
    table_->setItemDelegate(new MatrixCellDelegate(grid_, table_));
    auto* phases = table_->horizontalHeader();
    phases->setDefaultAlignment(Qt::Alignment(Qt::AlignCenter | Qt::Alignment(Qt::TextWordWrap)));
    phases->setFixedHeight(2 * fontMetrics().height() + 6);
    phases->setMinimumSectionSize(fontMetrics().horizontalAdvance(QStringLiteral("resolving")) + 4);
    phases->setSectionResizeMode(QHeaderView::Stretch);
    table_->verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table_->verticalHeader()->setFixedWidth(fontMetrics().averageCharWidth() * 27);
    table_->verticalHeader()->setTextElideMode(Qt::ElideRight);
    table_->verticalHeader()->show();
    connect(table_, &QTableView::clicked, this, &MatrixPanel::openRun);
    auto* enter = new QShortcut(Qt::Key_Return, table_, this, &MatrixPanel::openRun);
    enter->setContext(Qt::WidgetShortcut);
    connect(table_->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &MatrixPanel::showSelected);
}

QWidget* MatrixPanel::makeText()
{
    auto* page = new QWidget(this);
    page->setAccessibleName(QStringLiteral("The selected cell"));
    text_ = new QTextBrowser(page);
    text_->setOpenLinks(false);
    text_->setAccessibleName(QStringLiteral("What came of the selected cell"));
    show_ = makeButton(QStringLiteral("Show on the timeline"),
                       QStringLiteral("Show the cell's run on the timeline"), page);
    auto* foot = new QHBoxLayout;
    foot->addStretch(1);
    foot->addWidget(show_);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(4, 6, 6, 6);
    column->addWidget(text_, 1);
    column->addLayout(foot);
    connect(show_, &QPushButton::clicked, this, &MatrixPanel::openRun);
    return page;
}

void MatrixPanel::connectRuns()
{
    connect(&runs_, &MatrixRuns::started, this,
            [this](const QString& fault, ConnectionPhase phase) {
                grid_.setState(fault, phase, State::Running);
            });
    connect(&runs_, &MatrixRuns::finished, this, [this](const MatrixResult& result) {
        ++done_;
        grid_.put(result);
        const auto* const cell = selected();
        if (cell && cell->result && *cell->result == result)
            showSelected();
        updateState();
    });
    connect(&runs_, &MatrixRuns::told, this, &MatrixPanel::told);
    connect(&runs_, &MatrixRuns::ended, this, [this] {
        grid_.settle();
        updateState();
    });
}

void MatrixPanel::setFilter()
{
    const auto filter = MatrixFilter::parse(filter_->text());
    wrongFilter_ = filter ? QString() : filter.error();
    if (filter)
        grid_.setFilter(*filter);
    showSelected();
}

void MatrixPanel::setTime()
{
    file_.clear();
    const bool isVirtual = virtual_->isChecked();
    grid_.setVirtual(isVirtual);
    if (!grid_.knows(isVirtual) && !work_.isBusy()) {
        const auto cells = std::make_shared<MatrixGrid::Cells>();
        work_.start([isVirtual, cells] { *cells = MatrixGrid::describe(isVirtual); },
                    [this, isVirtual, cells] {
                        grid_.learn(isVirtual, std::move(*cells));
                        showSelected();
                    });
    }
    showSelected();
}

QString MatrixPanel::reasonNotToRun() const
{
    if (runs_.isRunning())
        return QStringLiteral("cells are running");
    if (work_.isBusy())
        return QStringLiteral("a matrix is being read or written");
    if (!wrongFilter_.isEmpty())
        return wrongFilter_;
    return grid_.open().empty() ? QStringLiteral("all cells that are shown have run") : QString();
}

void MatrixPanel::run()
{
    if (!reasonNotToRun().isEmpty())
        return;
    MatrixRuns::Task task;
    for (const MatrixGrid::Cell* cell : grid_.open())
        task.cells.push_back({cell->fault, cell->phase});
    task.record = grid_.record();
    task.file = file_;
    task.logFolder = file_.isEmpty()
                         ? runFolder_.filePath(grid_.isVirtual() ? QStringLiteral("virtual")
                                                                 : QStringLiteral("real"))
                         : file_ + QStringLiteral("-runs");
    for (const MatrixRuns::Address& cell : task.cells)
        grid_.setState(toQString(cell.fault->id), cell.phase, State::Waiting);
    wanted_ = int(task.cells.size());
    done_ = 0;
    stopping_ = false;
    runs_.start(std::move(task));
    updateState();
}

void MatrixPanel::stop()
{
    stopping_ = true;
    runs_.stop();
    updateState();
}

void MatrixPanel::startAnew()
{
    file_.clear();
    grid_.clear();
    showSelected();
}

const MatrixGrid::Cell* MatrixPanel::selected() const
{
    return grid_.at(table_->currentIndex());
}

void MatrixPanel::openRun()
{
    if (const auto* const cell = selected();
        cell && cell->result && !cell->result->runFile.isEmpty())
        emit runWanted(cell->result->runFile);
}

void MatrixPanel::showSelected()
{
    if (!text_)
        return;
    const auto* const cell = selected();
    text_->setHtml(cell ? matrixCellText(*cell, Theme::from(palette())) : introduction());
    updateState();
}

void MatrixPanel::updateState()
{
    const bool running = runs_.isRunning();
    const auto enable = [](QWidget* widget, const QString& reason) {
        widget->setEnabled(reason.isEmpty());
        widget->setToolTip(reason);
    };
    const QString busy = running          ? QStringLiteral("cells are running")
                         : work_.isBusy() ? QStringLiteral("a matrix is being read or written")
                                          : QString();
    enable(run_, reasonNotToRun());
    enable(stop_, running && !stopping_ ? QString() : QStringLiteral("nothing is running"));
    for (QPushButton* button : {anew_, open_, save_})
        enable(button, busy);
    virtual_->setEnabled(busy.isEmpty());
    const auto* const cell = selected();
    const bool hasRun = cell && cell->result && !cell->result->runFile.isEmpty();
    enable(show_, hasRun ? QString() : QStringLiteral("it has not run"));
    summary_->setText(wrongFilter_.isEmpty() ? grid_.summary() : wrongFilter_);
    progress_->setVisible(running);
    progress_->setRange(0, std::max(wanted_, 1));
    progress_->setValue(done_);
}

void MatrixPanel::paintEvent(QPaintEvent* event)
{
    QWidget::paintEvent(event);
    if (!std::exchange(wasShown_, true))
        QMetaObject::invokeMethod(this, &MatrixPanel::setTime, Qt::QueuedConnection);
}

void MatrixPanel::resizeEvent(QResizeEvent* event)
{
    const bool wide = event->size().width() > event->size().height();
    parts_->setOrientation(wide ? Qt::Horizontal : Qt::Vertical);
    if (!event->oldSize().isValid())
        parts_->setSizes({700, 260});
    QWidget::resizeEvent(event);
}

void MatrixPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        showSelected();
    QWidget::changeEvent(event);
}

} // namespace redial
