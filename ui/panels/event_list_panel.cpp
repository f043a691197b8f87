// SPDX-License-Identifier: MIT
#include "ui/panels/event_list_panel.h"

#include "ui/panels/filter_bar.h"

#include <QAbstractButton>
#include <QEvent>
#include <QHeaderView>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

namespace redial {

namespace {
// Letters of the column that tells an event's fields.
constexpr int leastDetails = 26;
} // namespace

EventListPanel::EventListPanel(RunDocument& document, RunCursor& cursor, QWidget* parent)
    : QWidget(parent)
    , document_(document)
    , cursor_(cursor)
    , model_(document)
    , filter_(new FilterBar(this))
    , table_(new QTableView(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(filter_);
    layout->addWidget(table_, 1);
    model_.setTheme(Theme::from(palette()));
    setUpTable();
    connect(filter_, &FilterBar::filterChanged, &document_, &RunDocument::setFilter);
    connect(&document_, &RunDocument::grew, this, &EventListPanel::afterGrowth);
    connect(&document_, &RunDocument::restarted, this, [this] {
        stickToEnd_ = true;
        afterGrowth();
    });
    connect(&cursor_, &RunCursor::selectedChanged, this, &EventListPanel::followSelection);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (!current.isValid())
                    return;
                const EventNumber event = model_.eventAt(current.row());
                cursor_.select(event);
                cursor_.reveal(runTimeOf(document_.log(), event));
            });
    connect(table_->verticalScrollBar(), &QScrollBar::actionTriggered, this, [this] {
        QMetaObject::invokeMethod(
            this, [this] { stickToEnd_ = atEnd(); }, Qt::QueuedConnection);
    });
    filter_->setCounts(0, 0);
}

void EventListPanel::setUpTable()
{
    table_->setModel(&model_);
    table_->setAccessibleName(QStringLiteral("Events"));
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    table_->setWordWrap(false);
    table_->setShowGrid(false);
    table_->setAlternatingRowColors(true);
    table_->setTabKeyNavigation(false);
    table_->setCornerButtonEnabled(false);
    if (auto* corner = table_->findChild<QAbstractButton*>())
        corner->setAccessibleName(QStringLiteral("All events"));
    QHeaderView* rows = table_->verticalHeader();
    rows->setSectionResizeMode(QHeaderView::Fixed);
    rows->setDefaultSectionSize(fontMetrics().height() + 5);
    rows->setMinimumSectionSize(fontMetrics().height() + 2);
    rows->hide();
    QHeaderView* header = table_->horizontalHeader();
    header->setAccessibleName(QStringLiteral("Columns of the event list"));
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    const auto width = [this](const char16_t* sample) {
        return fontMetrics().horizontalAdvance(QString::fromUtf16(sample)) + 16;
    };
    const char16_t* samples[EventListModel::columns] = {
        u"1,000,000", u"00 m 00.000 s", u"Since previous", u"heartbeat answered m",
        u"Details",   u"controller m",  u"harness m",      u"Connection",
        u"Attempt m"};
    for (int column = 0; column < EventListModel::columns; ++column) {
        widths_.at(static_cast<std::size_t>(column)) = width(samples[column]);
        header->resizeSection(column, widths_.at(static_cast<std::size_t>(column)));
    }
    header->setSectionResizeMode(EventListModel::Details, QHeaderView::Stretch);
    header->setMinimumSectionSize(40);
}

bool EventListPanel::atEnd() const
{
    const QScrollBar* bar = table_->verticalScrollBar();
    return bar->value() >= bar->maximum();
}

void EventListPanel::afterGrowth()
{
    filter_->setCounts(document_.visible().size(), document_.seen());
    if (stickToEnd_ && !cursor_.selected())
        table_->scrollToBottom();
}

void EventListPanel::followSelection()
{
    const auto selected = cursor_.selected();
    if (!selected) {
        table_->clearSelection();
        table_->setCurrentIndex({});
        return;
    }
    const auto row = model_.rowOf(*selected);
    if (!row || model_.eventAt(*row) != *selected) {
        table_->clearSelection();
        return;
    }
    if (table_->currentIndex().row() == *row)
        return;
    table_->setCurrentIndex(model_.index(*row, EventListModel::Event));
    table_->scrollTo(model_.index(*row, EventListModel::Event));
}

void EventListPanel::resizeEvent(QResizeEvent* event)
{
    // Details needs room more than these do; the details panel tells them too.
    const int letter = fontMetrics().horizontalAdvance(QChar(u'0'));
    int missing = leastDetails * letter - width();
    for (int column = 0; column < EventListModel::columns; ++column) {
        if (column != EventListModel::Details)
            missing += widths_.at(static_cast<std::size_t>(column));
    }
    for (const int column : {EventListModel::Attempt, EventListModel::SeenBy, EventListModel::Step,
                             EventListModel::Connection}) {
        table_->setColumnHidden(column, missing > 0);
        missing -= missing > 0 ? widths_.at(static_cast<std::size_t>(column)) : 0;
    }
    QWidget::resizeEvent(event);
}

void EventListPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        model_.setTheme(Theme::from(palette()));
    QWidget::changeEvent(event);
}

} // namespace redial
