// SPDX-License-Identifier: MIT
#include "ui/panels/fault_panel.h"

#include "core/base/to_qstring.h"
#include "core/fault/fault_implementations.h"
#include "core/fault/fault_presets.h"
#include "ui/panels/fault_form.h"
#include "ui/panels/row_table.h"
#include "ui/view/theme.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QResizeEvent>
#include <QScrollArea>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace redial {

namespace {

constexpr int cellPadding = 10;

QString levelTitle(FaultLevel level)
{
    switch (level) {
    case FaultLevel::Dns:
        return QStringLiteral("D  name resolution");
    case FaultLevel::Tcp:
        return QStringLiteral("T  TCP");
    case FaultLevel::Tls:
        return QStringLiteral("S  TLS");
    case FaultLevel::Http:
        return QStringLiteral("H  HTTP upgrade");
    case FaultLevel::WebSocket:
        return QStringLiteral("W  WebSocket");
    case FaultLevel::Ocpp:
        return QStringLiteral("O  OCPP");
    case FaultLevel::Application:
        return QStringLiteral("A  application");
    case FaultLevel::Msgi:
        return QStringLiteral("M  MSGI");
    case FaultLevel::Network:
        return QStringLiteral("N  network");
    case FaultLevel::Process:
        return QStringLiteral("P  process and clock");
    }
    return {};
}

QVBoxLayout* columnOf(QWidget* page)
{
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(4);
    return column;
}

} // namespace

FaultPanel::FaultPanel(const FaultHistory& history, QWidget* parent)
    : QWidget(parent)
    , catalogue_(new FaultCatalogueModel(this))
    , armed_(new ArmedFaultsModel(this))
    , parts_(new QSplitter(this))
{
    setAccessibleName(QStringLiteral("Faults"));
    parts_->setAccessibleName(QStringLiteral("Faults"));
    parts_->setChildrenCollapsible(false);
    parts_->addWidget(makeCatalogue());
    parts_->addWidget(makeForm());
    parts_->addWidget(makeArmed());
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(parts_);
    connect(armed_, &QAbstractItemModel::modelReset, this, &FaultPanel::updateState);
    connect(armed_, &QAbstractItemModel::rowsInserted, this, &FaultPanel::updateState);
    connect(armed_, &QAbstractItemModel::rowsRemoved, this, &FaultPanel::updateState);
    connect(armed_, &QAbstractItemModel::dataChanged, this, &FaultPanel::updateState);
    armed_->setHistory(&history);
    chooseFirst();
    updateState();
}

void FaultPanel::chooseFirst()
{
    for (int row = 0; row < catalogue_->rowCount(); ++row) {
        const FaultDefinition& fault = catalogue_->faultAt(row);
        if (unavailableSentence(fault, catalogue_->mode()).isEmpty())
            return choose(fault);
    }
    choose(catalogue_->faultAt(0));
}

QTableView* FaultPanel::makeTable(QAbstractItemModel* model, const QString& name)
{
    auto* table = new QTableView(this);
    table->setModel(model);
    makeRowTable(*table, name);
    return table;
}

QWidget* FaultPanel::makeCatalogue()
{
    auto* page = new QWidget(this);
    page->setAccessibleName(QStringLiteral("Fault catalogue"));
    search_ = new QLineEdit(page);
    search_->setPlaceholderText(QStringLiteral("Search the faults"));
    search_->setClearButtonEnabled(true);
    search_->setAccessibleName(QStringLiteral("Search the faults"));
    for (auto* clear : search_->findChildren<QAbstractButton*>())
        clear->setAccessibleName(QStringLiteral("Clear the search"));
    level_ = new QComboBox(page);
    level_->setAccessibleName(QStringLiteral("Level"));
    level_->addItem(QStringLiteral("All levels"));
    for (int i = 0; i < int(faultLevelNames().size()); ++i)
        level_->addItem(levelTitle(FaultLevel(i)), i);
    level_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    level_->setMinimumContentsLength(10);
    presets_ = new QPushButton(QStringLiteral("Presets"), page);
    presets_->setAccessibleName(QStringLiteral("Arm a preset"));
    fillPresets();
    catalogueTable_ = makeTable(catalogue_, QStringLiteral("Fault catalogue"));
    catalogueTable_->setColumnWidth(FaultCatalogueModel::Id,
                                    fontMetrics().horizontalAdvance(QStringLiteral("W00")) +
                                        cellPadding);
    catalogueTable_->horizontalHeader()->setStretchLastSection(true);
    auto* head = new QHBoxLayout;
    head->addWidget(search_, 2);
    head->addWidget(level_, 1);
    head->addWidget(presets_);
    auto* column = columnOf(page);
    column->addLayout(head);
    column->addWidget(catalogueTable_, 1);
    connect(search_, &QLineEdit::textChanged, catalogue_, &FaultCatalogueModel::setSearch);
    connect(level_, &QComboBox::currentIndexChanged, this, [this] {
        const QVariant level = level_->currentData();
        catalogue_->setLevel(level.isValid() ? std::optional(FaultLevel(level.toInt()))
                                             : std::nullopt);
    });
    connect(catalogueTable_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& now) { chooseRow(now); });
    connect(catalogueTable_, &QTableView::activated, this, [this] { arm(); });
    return page;
}

void FaultPanel::fillPresets()
{
    auto* menu = new QMenu(presets_);
    menu->setAccessibleName(QStringLiteral("Presets"));
    menu->setToolTipsVisible(true);
    for (const FaultPreset& preset : faultPresets()) {
        QAction* action = menu->addAction(toQString(preset.title));
        action->setToolTip(toQString(preset.help));
        connect(action, &QAction::triggered, this,
                [this, &preset] { armPreset(toQString(preset.name)); });
    }
    presets_->setMenu(menu);
}

QWidget* FaultPanel::makeForm()
{
    auto* page = new QWidget(this);
    page->setAccessibleName(QStringLiteral("Fault's settings"));
    auto* scroll = new QScrollArea(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setAccessibleName(QStringLiteral("Fault's settings"));
    form_ = new FaultForm(scroll);
    scroll->setWidget(form_);
    problem_ = new QLabel(page);
    problem_->setWordWrap(true);
    problem_->setAccessibleName(QStringLiteral("Why the fault cannot be armed"));
    text_ = new QLineEdit(page);
    text_->setReadOnly(true);
    text_->setAccessibleName(QStringLiteral("The fault as text"));
    text_->setToolTip(
        QStringLiteral("What --fault of the command line and redial ctl arm take for this"));
    armButton_ = new QPushButton(QStringLiteral("Arm"), page);
    armButton_->setAccessibleName(QStringLiteral("Arm the fault"));
    connect(armButton_, &QPushButton::clicked, this, &FaultPanel::arm);
    connect(form_, &FaultForm::edited, this, &FaultPanel::updateState);
    auto* foot = new QHBoxLayout;
    foot->addWidget(text_, 1);
    foot->addWidget(armButton_);
    auto* column = columnOf(page);
    column->addWidget(scroll, 1);
    column->addWidget(problem_);
    column->addLayout(foot);
    return page;
}

QWidget* FaultPanel::makeArmed()
{
    auto* page = new QWidget(this);
    page->setAccessibleName(QStringLiteral("Armed faults"));
    armedTable_ = makeTable(armed_, QStringLiteral("Armed faults"));
    auto* header = armedTable_->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(ArmedFaultsModel::Text, QHeaderView::Stretch);
    summary_ = new QLabel(page);
    summary_->setWordWrap(true);
    summary_->setAccessibleName(QStringLiteral("How many faults are armed"));
    disarm_ = new QPushButton(QStringLiteral("Disarm"), page);
    disarm_->setAccessibleName(QStringLiteral("Disarm the selected fault"));
    disarmAll_ = new QPushButton(QStringLiteral("Disarm all"), page);
    disarmAll_->setAccessibleName(QStringLiteral("Disarm every fault"));
    connect(disarm_, &QPushButton::clicked, this, &FaultPanel::disarmSelected);
    connect(disarmAll_, &QPushButton::clicked, this, &FaultPanel::disarmAll);
    connect(armedTable_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this] { updateState(); });
    auto* foot = new QHBoxLayout;
    foot->addWidget(summary_, 1);
    foot->addWidget(disarm_);
    foot->addWidget(disarmAll_);
    auto* column = columnOf(page);
    column->addWidget(armedTable_, 1);
    column->addLayout(foot);
    return page;
}

void FaultPanel::setHost(FaultHost* host)
{
    if (host)
        setMode(host->faultMode());
    for (const QString& sentence : armed_->setHost(host))
        emit told(sentence);
    updateState();
}

void FaultPanel::setMode(FaultMode mode)
{
    if (catalogue_->mode() == mode)
        return;
    catalogue_->setMode(mode);
    if (const FaultDefinition* shown = form_->definition())
        choose(*shown);
    updateState();
}

void FaultPanel::setUnavailable(const QString& reason)
{
    if (unavailable_ == reason)
        return;
    unavailable_ = reason;
    updateState();
}

void FaultPanel::choose(const FaultDefinition& fault)
{
    if (!catalogue_->rowOf(fault)) {
        search_->clear();
        level_->setCurrentIndex(0);
    }
    if (const auto row = catalogue_->rowOf(fault)) {
        catalogueTable_->selectRow(*row);
        catalogueTable_->scrollTo(catalogue_->index(*row, 0));
    }
}

void FaultPanel::chooseRow(const QModelIndex& index)
{
    if (index.isValid())
        form_->setFault(&catalogue_->faultAt(index.row()));
}

void FaultPanel::armPreset(const QString& name)
{
    for (const FaultPreset& preset : faultPresets()) {
        if (toQString(preset.name) != name)
            continue;
        for (const PlannedFault& fault : plannedFaults(preset)) {
            const auto armed = armed_->arm(fault);
            if (!armed)
                emit told(armed.error());
        }
    }
    updateState();
}

void FaultPanel::arm()
{
    if (!armButton_->isEnabled())
        return;
    if (const auto armed = armed_->arm(*form_->planned()); !armed)
        emit told(armed.error());
    updateState();
}

void FaultPanel::disarmSelected()
{
    armed_->disarm(armedTable_->currentIndex().row());
    updateState();
}

void FaultPanel::disarmAll()
{
    for (int row = armed_->rowCount() - 1; row >= 0; --row)
        armed_->disarm(row);
    updateState();
}

void FaultPanel::updateState()
{
    if (!disarmAll_)
        return;
    const auto& planned = form_->planned();
    QString problem = form_->problem();
    if (problem.isEmpty() && planned)
        problem = unavailableSentence(planned->fault.definition(), catalogue_->mode());
    if (problem.isEmpty())
        problem = unavailable_;
    QPalette colours = palette();
    if (form_->definition())
        colours.setColor(QPalette::WindowText, Theme::from(colours).abnormal);
    problem_->setPalette(colours);
    problem_->setText(problem);
    problem_->setVisible(!problem.isEmpty());
    text_->setText(planned ? planned->toText() : QString());
    text_->setCursorPosition(0);
    armButton_->setEnabled(problem.isEmpty());
    armButton_->setToolTip(
        problem.isEmpty() ? QStringLiteral("Arm it for this run, or for the next") : problem);
    const int count = armed_->armedCount();
    summary_->setText(count == 0 ? QStringLiteral("None armed")
                                 : QStringLiteral("%1 armed").arg(count));
    disarm_->setEnabled(armed_->isArmed(armedTable_->currentIndex().row()));
    disarmAll_->setEnabled(count > 0);
}

void FaultPanel::resizeEvent(QResizeEvent* event)
{
    const bool wide = event->size().width() > event->size().height() * 5 / 4;
    const Qt::Orientation orientation = wide ? Qt::Horizontal : Qt::Vertical;
    if (parts_->orientation() != orientation || !event->oldSize().isValid()) {
        parts_->setOrientation(orientation);
        const int length = wide ? event->size().width() : event->size().height();
        parts_->setSizes({length * 27 / 100, length * 38 / 100, length * 35 / 100});
    }
    QWidget::resizeEvent(event);
}

void FaultPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        updateState();
    QWidget::changeEvent(event);
}

} // namespace redial
