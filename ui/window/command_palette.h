// SPDX-License-Identifier: MIT
#pragma once

#include <QFrame>

class QLineEdit;
class QListWidget;

namespace redial {

class ActionRegistry;

/// Every command by name: type a few letters, press Enter. Commands that are unavailable are shown
/// with the reason. Not modal; closes when it loses the focus.
class CommandPalette final : public QFrame
{
    Q_OBJECT
public:
    CommandPalette(const ActionRegistry& registry, QWidget* parent);

    void open();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refill();
    void run();

    const ActionRegistry& registry_;
    QLineEdit* text_;
    QListWidget* list_;
};

/// True if the letters of `typed` occur in `text` in this order, without regard to case.
bool matchesLetters(const QString& text, const QString& typed);

} // namespace redial
