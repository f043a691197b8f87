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

private:
    /// Makes the first column as wide as the longest name; the names hardly ever change.
    void fitNames(const Rows& rows);

    QStringList names_;
};

} // namespace redial
