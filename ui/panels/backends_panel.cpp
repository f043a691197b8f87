// SPDX-License-Identifier: MIT
#include "ui/panels/backends_panel.h"

#include "core/base/to_qstring.h"
#include "ui/panels/row_table.h"
#include "ui/view/theme.h"
#include "ui/view/timeline_painter.h"

#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace redial {

namespace {

enum Column { Server, Health, Connections, Picks, Weight, Since, Reason };

QString healthText(const std::string& status)
{
    if (status.empty())
        return QStringLiteral("not known");
    if (status == "unhealthy")
        return QStringLiteral("✗ unhealthy");
    if (status == "draining")
        return QStringLiteral("◐ draining");
    return QStringLiteral("✓ %1").arg(toQString(status));
}

QString introduction()
{
    return QStringLiteral("No load balancer in this run. Open the run file of one: redial connect "
                          "msgi://127.0.0.1:9200 msgi://127.0.0.1:9201 --log run.jsonl");
}

} // namespace

BackendsPanel::BackendsPanel(const RunDocument& document, RunCursor& cursor, QWidget* parent)
    : QWidget(parent)
    , document_(document)
    , cursor_(cursor)
    , summary_(new QLabel(this))
    , table_(new QTableWidget(0, Reason + 1, this))
{
    setAccessibleName(QStringLiteral("Load balancer"));
    summary_->setAccessibleName(QStringLiteral("The load balancer in short"));
    summary_->setWordWrap(true);
    makeRowTable(*table_, QStringLiteral("Servers behind the load balancer"));
    table_->setAlternatingRowColors(true);
    table_->setHorizontalHeaderLabels({QStringLiteral("Server"), QStringLiteral("Health"),
                                       QStringLiteral("Connections"), QStringLiteral("Picks"),
                                       QStringLiteral("Weight"), QStringLiteral("Since"),
                                       QStringLiteral("Why")});
    auto* header = table_->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setStretchLastSection(true);
    const auto fit = [this](int column, const QString& longest) {
        table_->setColumnWidth(column, fontMetrics().horizontalAdvance(longest) + 16);
    };
    fit(Server, QStringLiteral("msgi://127.0.0.1:65535"));
    fit(Health, QStringLiteral("✗ unhealthy"));
    fit(Connections, QStringLiteral("Connections"));
    fit(Picks, QStringLiteral("10,000"));
    fit(Weight, QStringLiteral("Weight"));
    fit(Since, QStringLiteral("00 m 00.00 s"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, 6, 6, 6);
    column->setSpacing(4);
    column->addWidget(summary_);
    column->addWidget(table_, 1);
    connect(&document_, &RunDocument::grew, this, &BackendsPanel::refill);
    connect(&document_, &RunDocument::restarted, this, &BackendsPanel::refill);
    connect(table_, &QTableWidget::cellClicked, this, &BackendsPanel::showReason);
    connect(table_, &QTableWidget::cellActivated, this, &BackendsPanel::showReason);
    refill();
}

void BackendsPanel::refill()
{
    const auto& backends = document_.backends().backends();
    const auto alive = std::count_if(backends.begin(), backends.end(), [](const auto& backend) {
        return backend.status != "unhealthy" && backend.status != "draining";
    });
    summary_->setText(backends.empty()
                          ? introduction()
                          : QStringLiteral("%1 of %2 servers take connections; %3")
                                .arg(alive)
                                .arg(backends.size())
                                .arg(document_.backends().strategy().empty()
                                         ? QStringLiteral("none was picked yet")
                                         : spacedName(document_.backends().strategy())));
    table_->setRowCount(static_cast<int>(backends.size()));
    for (int row = 0; row < table_->rowCount(); ++row) {
        const BackendState& backend = backends[static_cast<std::size_t>(row)];
        const auto place = static_cast<std::size_t>(row);
        if (place >= shown_.size() || shown_[place] != backend)
            fillRow(row, backend);
    }
    shown_ = backends;
}

void BackendsPanel::fillRow(int row, const BackendState& backend)
{
    const Theme theme = Theme::from(palette());
    const auto put = [&](int column, const QString& text, const QColor& colour) {
        auto* item = new QTableWidgetItem(text);
        item->setForeground(colour);
        item->setToolTip(text);
        table_->setItem(row, column, item);
    };
    const QColor health = backend.status == "unhealthy"  ? theme.abnormal
                          : backend.status == "draining" ? theme.fadedText
                                                         : theme.good;
    put(Server, toQString(backend.name), theme.text);
    put(Health, healthText(backend.status), health);
    put(Connections, QString::number(backend.connections), theme.text);
    put(Picks, QString::number(backend.picks), theme.text);
    put(Weight, QString::number(backend.weight), theme.text);
    put(Since, axisText(backend.since, std::chrono::milliseconds(10)), theme.text);
    put(Reason, toQString(backend.reason), theme.text);
}

void BackendsPanel::showReason(int row)
{
    const BackendState& backend = shown_.at(static_cast<std::size_t>(row));
    if (backend.event > 0)
        cursor_.select(backend.event);
}

void BackendsPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange && table_) {
        shown_.clear();
        refill();
    }
    QWidget::changeEvent(event);
}

} // namespace redial
