// SPDX-License-Identifier: MIT
#pragma once

#include <QDialog>

class QTextBrowser;

namespace redial {

class ActionRegistry;

/// All shortcuts and gestures, made from the registry each time it is shown. Not modal.
class ShortcutSheet final : public QDialog
{
    Q_OBJECT
public:
    ShortcutSheet(const ActionRegistry& registry, QWidget* parent);

    QString text() const;

protected:
    void showEvent(QShowEvent* event) override;

private:
    QString html() const;

    const ActionRegistry& registry_;
    QTextBrowser* browser_;
};

} // namespace redial
