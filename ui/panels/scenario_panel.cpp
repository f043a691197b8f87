// SPDX-License-Identifier: MIT
#include "ui/panels/scenario_panel.h"

#include "ui/panels/named_button.h"
#include "ui/panels/row_table.h"
#include "ui/panels/scenario_editor.h"
#include "ui/panels/scenario_html.h"
#include "ui/view/theme.h"

#include <QCheckBox>
#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QResizeEvent>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace redial {

namespace {

using State = ScenarioList::State;
using Status = ScenarioResult::Status;

} // namespace

ScenarioPanel::ScenarioPanel(QWidget* parent) : QWidget(parent), parts_(new QSplitter(this))
{
    setAccessibleName(QStringLiteral("Scenarios"));
    parts_->setAccessibleName(QStringLiteral("Scenarios"));
    parts_->setChildrenCollapsible(false);
    parts_->addWidget(makeList());
    parts_->addWidget(makeTabs());
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(parts_);
    connectRuns();
    showSelected();
    updateState();
}

ScenarioPanel::~ScenarioPanel() = default;

QWidget* ScenarioPanel::makeList()
{
    auto* page = new QWidget(this);
    page->setAccessibleName(QStringLiteral("Scenarios"));
    QLayout* head = makeButtons(page);
    makeTable(page);
    summary_ = new QLabel(page);
    summary_->setAccessibleName(QStringLiteral("Scenarios in short"));
    progress_ = new QProgressBar(page);
    progress_->setAccessibleName(QStringLiteral("Progress of the scenarios"));
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

QLayout* ScenarioPanel::makeButtons(QWidget* page)
{
    auto* addFiles = makeButton(QStringLiteral("Add…"), QStringLiteral("Add scenario files"), page);
    auto* examples =
        makeButton(QStringLiteral("Examples"), QStringLiteral("Add the examples"), page);
    examples->setToolTip(QStringLiteral("The scenarios that Redial brings along"));
    remove_ = makeButton(QStringLiteral("Remove"), QStringLiteral("Remove the file"), page);
    run_ = makeButton(QStringLiteral("Run"), QStringLiteral("Run the selected scenario"), page);
    runAll_ = makeButton(QStringLiteral("Run all"), QStringLiteral("Run every scenario"), page);
    stop_ = makeButton(QStringLiteral("Stop"), QStringLiteral("Stop the scenarios"), page);
    virtual_ = new QCheckBox(QStringLiteral("Virtual time"), page);
    virtual_->setToolTip(QStringLiteral("In virtual time whatever can; what needs real sockets is "
                                        "skipped"));
    virtual_->setChecked(true);
    auto* head = new QHBoxLayout;
    for (QPushButton* button : {addFiles, examples, remove_})
        head->addWidget(button);
    head->addStretch(1);
    head->addWidget(virtual_);
    for (QPushButton* button : {run_, runAll_, stop_})
        head->addWidget(button);
    connect(addFiles, &QPushButton::clicked, this, &ScenarioPanel::askForFiles);
    connect(examples, &QPushButton::clicked, this, &ScenarioPanel::addExamples);
    connect(remove_, &QPushButton::clicked, this, &ScenarioPanel::removeSelected);
    connect(run_, &QPushButton::clicked, this, &ScenarioPanel::runSelected);
    connect(runAll_, &QPushButton::clicked, this, &ScenarioPanel::runAll);
    connect(stop_, &QPushButton::clicked, this, &ScenarioPanel::stop);
    return head;
}

void ScenarioPanel::makeTable(QWidget* page)
{
    table_ = new QTableView(page);
    table_->setModel(&list_);
    makeRowTable(*table_, QStringLiteral("Scenarios"));
    table_->setAlternatingRowColors(true);
    auto* columns = table_->horizontalHeader();
    columns->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    columns->setSectionResizeMode(ScenarioList::Title, QHeaderView::Stretch);
    columns->resizeSection(ScenarioList::Outcome,
                           fontMetrics().horizontalAdvance(QStringLiteral("✗ could not run ")) +
                               12);
    columns->resizeSection(ScenarioList::File, fontMetrics().averageCharWidth() * 30);
    columns->resizeSection(ScenarioList::Length, fontMetrics().averageCharWidth() * 10);
    connect(table_, &QTableView::activated, this, &ScenarioPanel::openRun);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ScenarioPanel::showSelected);
}

QWidget* ScenarioPanel::makeTabs()
{
    tabs_ = new QTabWidget(this);
    tabs_->setAccessibleName(QStringLiteral("The selected scenario"));
    tabs_->setDocumentMode(true);
    auto* page = new QWidget(tabs_);
    page->setAccessibleName(QStringLiteral("What came of it"));
    result_ = new QTextBrowser(page);
    result_->setAccessibleName(QStringLiteral("What came of the selected scenario"));
    result_->setOpenLinks(false);
    open_ = makeButton(QStringLiteral("Show on the timeline"),
                       QStringLiteral("Show the run on the timeline"), page);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(4, 4, 4, 4);
    column->addWidget(result_, 1);
    auto* foot = new QHBoxLayout;
    foot->addStretch(1);
    foot->addWidget(open_);
    column->addLayout(foot);
    editor_ = new ScenarioEditor(tabs_);
    tabs_->addTab(page, QStringLiteral("Result"));
    tabs_->addTab(editor_, QStringLiteral("File"));
    connect(open_, &QPushButton::clicked, this, &ScenarioPanel::openRun);
    connect(editor_, &ScenarioEditor::told, this, &ScenarioPanel::told);
    connect(editor_, &ScenarioEditor::saved, this, [this](const QString& path) { add({path}); });
    return tabs_;
}

void ScenarioPanel::connectRuns()
{
    connect(&runs_, &ScenarioRuns::started, this, [this](quint64 id) {
        if (const auto row = list_.rowOf(id))
            list_.setState(*row, State::Running);
        updateState();
    });
    connect(&runs_, &ScenarioRuns::finished, this,
            [this](quint64 id, const ScenarioResult& result, const QString& runFile) {
                ++done_;
                const auto row = list_.rowOf(id);
                if (row && result.status == Status::CouldNotRun && result.started.isEmpty() &&
                    stopping_)
                    list_.setState(*row, State::NotRun);
                else if (row)
                    list_.setResult(*row, result, result.started.isEmpty() ? QString() : runFile);
                if (row && row == selected())
                    showSelected();
                updateState();
            });
    connect(&runs_, &ScenarioRuns::ended, this, [this] { updateState(); });
}

void ScenarioPanel::add(const QStringList& paths)
{
    std::optional<int> first;
    for (const QString& path : paths) {
        QString problem;
        const auto row = list_.add(path, problem);
        if (!row)
            emit told(problem);
        else if (!first)
            first = row;
    }
    if (first)
        select(*first);
    updateState();
}

void ScenarioPanel::addExamples()
{
    const QDir folder(QStringLiteral(":/scenarios"));
    QStringList paths;
    for (const QString& name : folder.entryList(QDir::Files, QDir::Name))
        paths << folder.filePath(name);
    add(paths);
}

void ScenarioPanel::askForFiles()
{
    add(QFileDialog::getOpenFileNames(this, QStringLiteral("Add scenario files"), {},
                                      QStringLiteral("Scenarios (*.redial.json);;All files (*)")));
}

void ScenarioPanel::runAll()
{
    std::vector<int> rows;
    for (int row = 0; row < list_.rowCount(); ++row)
        rows.push_back(row);
    run(rows);
}

void ScenarioPanel::runSelected()
{
    if (const auto row = selected())
        run({*row});
}

void ScenarioPanel::run(const std::vector<int>& rows)
{
    if (runs_.isRunning())
        return;
    std::vector<ScenarioRuns::Job> jobs;
    for (const int index : rows) {
        const ScenarioList::Row& row = list_.at(index);
        if (!row.scenario)
            continue;
        jobs.push_back({row.id, *row.scenario, QFileInfo(row.path).fileName(), runFileOf(row)});
        list_.setState(index, State::Waiting);
    }
    if (jobs.empty())
        return;
    wanted_ = static_cast<int>(jobs.size());
    done_ = 0;
    stopping_ = false;
    tabs_->setCurrentIndex(0);
    ScenarioRunner::Options options;
    options.allVirtual = virtual_->isChecked();
    runs_.start(std::move(jobs), options);
    updateState();
}

QString ScenarioPanel::runFileOf(const ScenarioList::Row& row) const
{
    const QString name = QFileInfo(row.path).fileName().section(QLatin1Char('.'), 0, 0);
    return runFolder_.filePath(QStringLiteral("%1-%2.jsonl").arg(name).arg(row.id));
}

void ScenarioPanel::stop()
{
    stopping_ = true;
    runs_.stop();
    updateState();
}

std::optional<int> ScenarioPanel::selected() const
{
    const QModelIndex index = table_->currentIndex();
    return index.isValid() ? std::optional(index.row()) : std::nullopt;
}

void ScenarioPanel::select(int row)
{
    table_->selectRow(row);
    table_->scrollTo(list_.index(row, 0));
    showSelected();
}

void ScenarioPanel::showSelected()
{
    const auto row = selected();
    result_->setHtml(row ? scenarioHtml(list_.at(*row), Theme::from(palette()))
                         : QStringLiteral("Add scenario files, or the examples, and run them."));
    if (!row)
        editor_->clear();
    else
        editor_->open(list_.at(*row).path);
    if (row && !list_.at(*row).scenario)
        tabs_->setCurrentWidget(editor_);
    updateState();
}

void ScenarioPanel::openRun()
{
    const auto row = selected();
    if (row && !list_.at(*row).runFile.isEmpty())
        emit runWanted(list_.at(*row).runFile);
}

void ScenarioPanel::removeSelected()
{
    if (const auto row = selected())
        list_.remove(list_.at(*row).path);
    showSelected();
}

QString ScenarioPanel::reasonNotToRun() const
{
    if (runs_.isRunning())
        return QStringLiteral("scenarios are running");
    return list_.rowCount() == 0 ? reasonWithoutScenarios() : QString();
}

QString ScenarioPanel::reasonWithoutScenarios()
{
    return QStringLiteral("no scenario was added");
}

QString ScenarioPanel::reasonNotToRunSelected() const
{
    if (const QString reason = reasonNotToRun(); !reason.isEmpty())
        return reason;
    const auto row = selected();
    if (!row)
        return QStringLiteral("no scenario is selected");
    return list_.at(*row).scenario ? QString() : QStringLiteral("its file is wrong");
}

void ScenarioPanel::updateState()
{
    if (!open_)
        return;
    const bool running = runs_.isRunning();
    const auto row = selected();
    const auto enable = [](QPushButton* button, const QString& reason) {
        button->setEnabled(reason.isEmpty());
        button->setToolTip(reason);
    };
    const QString busy = running ? QStringLiteral("scenarios are running") : QString();
    const QString unselected = row ? QString() : QStringLiteral("no scenario is selected");
    enable(run_, reasonNotToRunSelected());
    enable(runAll_, reasonNotToRun());
    enable(remove_, busy.isEmpty() ? unselected : busy);
    enable(stop_, running && !stopping_ ? QString() : QStringLiteral("nothing is running"));
    enable(open_, row && !list_.at(*row).runFile.isEmpty() ? QString()
                                                           : QStringLiteral("it has not run yet"));
    summary_->setText(list_.summary());
    progress_->setVisible(running);
    progress_->setRange(0, std::max(wanted_, 1));
    progress_->setValue(done_);
    emit stateChanged();
}

void ScenarioPanel::resizeEvent(QResizeEvent* event)
{
    const bool wide = event->size().width() > event->size().height();
    parts_->setOrientation(wide ? Qt::Horizontal : Qt::Vertical);
    if (!event->oldSize().isValid())
        parts_->setSizes({600, 400});
    QWidget::resizeEvent(event);
}

void ScenarioPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && editor_)
        showSelected();
    QWidget::changeEvent(event);
}

} // namespace redial
