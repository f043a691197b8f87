// SPDX-License-Identifier: MIT
#pragma once

#include <QWidget>

class QLabel;

namespace redial {

/// A page of settings: a sentence on top that says whether they can be used, the button that sets
/// the defaults, and the fields below, which scroll.
class SettingsPage final : public QWidget
{
    Q_OBJECT
public:
    /// `subject` is what the settings are of: "the policy". Takes the fields, in this order.
    SettingsPage(const QString& subject, const QList<QWidget*>& fields, QWidget* parent);

    /// `fine` is said while no field is wrong.
    void showErrors(std::size_t count, const QString& fine);

signals:
    void defaultsWanted();

private:
    QLabel* summary_;
};

} // namespace redial
