// SPDX-License-Identifier: MIT
#include "ui/panels/results_panel.h"

#include "ui/panels/row_table.h"
#include "ui/view/theme.h"

#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>

namespace redial {

namespace {

constexpr int cellPadding = 10;

QString outcomeText(OracleOutcome outcome)
{
    switch (outcome) {
    case OracleOutcome::Pass:
        return QStringLiteral("✓ held");
    case OracleOutcome::Fail:
        return QStringLiteral("✗ failed");
    case OracleOutcome::NotExercised:
        return QStringLiteral("– not exercised");
    }
    return {};
}

int rankOf(OracleOutcome outcome)
{
    return outcome == OracleOutcome::Fail ? 0 : outcome == OracleOutcome::Pass ? 1 : 2;
}

} // namespace

ResultsPanel::ResultsPanel(const VerdictResults& results, RunCursor& cursor, QWidget* parent)
    : QWidget(parent)
    , results_(results)
    , cursor_(cursor)
    , summary_(new QLabel(this))
    , table_(new QTableWidget(0, 3, this))
    , explanation_(new QLabel(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addWidget(summary_);
    layout->addWidget(table_, 1);
    layout->addWidget(explanation_);
    explanation_->setWordWrap(true);
    explanation_->setContentsMargins(6, 2, 6, 6);
    explanation_->setTextFormat(Qt::PlainText);
    explanation_->setAccessibleName(QStringLiteral("The selected result in full"));
    explanation_->hide();
    summary_->setContentsMargins(6, 0, 6, 0);
    summary_->setAccessibleName(QStringLiteral("Results in short"));
    makeTable();
    connect(table_, &QTableWidget::cellClicked, this, &ResultsPanel::showWitness);
    connect(table_, &QTableWidget::cellActivated, this, &ResultsPanel::showWitness);
    connect(table_, &QTableWidget::currentCellChanged, this, &ResultsPanel::explain);
    connect(&results_, &VerdictResults::changed, this, &ResultsPanel::refill);
    refill();
}

void ResultsPanel::makeTable()
{
    makeRowTable(*table_, QStringLiteral("Results"));
    table_->horizontalHeader()->setAccessibleName(QStringLiteral("Columns of the results"));
    table_->setHorizontalHeaderLabels(
        {QStringLiteral("Id"), QStringLiteral("Result"), QStringLiteral("What must hold")});
    table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    const auto fit = [&](int column, const QString& longest) {
        table_->setColumnWidth(column, fontMetrics().horizontalAdvance(longest) + cellPadding);
    };
    fit(0, QStringLiteral("P00a"));
    fit(1, outcomeText(OracleOutcome::NotExercised));
    table_->horizontalHeader()->setStretchLastSection(true);
    table_->setAlternatingRowColors(true);
}

void ResultsPanel::refill()
{
    const auto& results = results_.results();
    if (results_.isJudging())
        summary_->setText(QStringLiteral("Judging the run…"));
    else if (results.empty())
        summary_->setText(QStringLiteral("A run is judged when it has ended."));
    else
        summary_->setText(results_.summary());
    order_.resize(results.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
        return rankOf(results[a].outcome) < rankOf(results[b].outcome);
    });
    const Theme theme = Theme::from(palette());
    table_->setRowCount(static_cast<int>(results.size()));
    for (int row = 0; row < table_->rowCount(); ++row) {
        const OracleResult& result = results[order_[static_cast<std::size_t>(row)]];
        const auto put = [&](int column, const QString& text, const QColor& colour) {
            auto* item = new QTableWidgetItem(text);
            item->setToolTip(result.explanation);
            item->setForeground(colour);
            table_->setItem(row, column, item);
        };
        const QColor colour = result.outcome == OracleOutcome::Fail   ? theme.abnormal
                              : result.outcome == OracleOutcome::Pass ? theme.good
                                                                      : theme.fadedText;
        put(0, QString::fromUtf8(result.id.data(), static_cast<qsizetype>(result.id.size())),
            theme.text);
        put(1, outcomeText(result.outcome), colour);
        put(2, result.title, theme.text);
    }
    explain(table_->currentRow());
}

void ResultsPanel::explain(int row)
{
    const bool shown = row >= 0 && row < static_cast<int>(order_.size());
    explanation_->setVisible(shown);
    if (!shown)
        return;
    const OracleResult& result = results_.results()[order_[static_cast<std::size_t>(row)]];
    explanation_->setText(result.explanation.isEmpty()
                              ? result.title
                              : QStringLiteral("%1. %2").arg(result.title, result.explanation));
}

void ResultsPanel::showWitness(int row)
{
    const OracleResult& result = results_.results()[order_.at(static_cast<std::size_t>(row))];
    if (result.witnesses.empty())
        return;
    const auto now =
        std::find(result.witnesses.begin(), result.witnesses.end(), cursor_.selected().value_or(0));
    const bool last = now == result.witnesses.end() || now + 1 == result.witnesses.end();
    cursor_.select(last ? result.witnesses.front() : *(now + 1));
}

void ResultsPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        refill();
    QWidget::changeEvent(event);
}

} // namespace redial
