// SPDX-License-Identifier: MIT
#pragma once

#include <QTableWidget>

#include <utility>
#include <vector>

namespace redial {

/// Names and values in two columns. What has not happened yet has the value "–".
class MetricsPanel final : public QTableWidget
{
    Q_OBJECT
public:
    using Rows = std::vector<std::pair<QString, QString>>;

    explicit MetricsPanel(QWidget* parent = nullptr);

    /// Changes only what differs.
    void show(const Rows& rows);
};

} // namespace redial
