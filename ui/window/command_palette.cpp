// SPDX-License-Identifier: MIT
#include "ui/window/command_palette.h"

#include "ui/window/action_registry.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace redial {

CommandPalette::CommandPalette(const ActionRegistry& registry, QWidget* parent)
    : QFrame(parent), registry_(registry), text_(new QLineEdit(this)), list_(new QListWidget(this))
{
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    setAccessibleName(QStringLiteral("Command palette"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->addWidget(text_);
    layout->addWidget(list_);
    text_->setPlaceholderText(QStringLiteral("Type a command"));
    text_->setAccessibleName(QStringLiteral("Command"));
    list_->setAccessibleName(QStringLiteral("Commands"));
    list_->setFocusPolicy(Qt::NoFocus);
    list_->setUniformItemSizes(true);
    text_->installEventFilter(this);
    connect(text_, &QLineEdit::textChanged, this, &CommandPalette::refill);
    connect(text_, &QLineEdit::returnPressed, this, &CommandPalette::run);
    connect(list_, &QListWidget::itemClicked, this, &CommandPalette::run);
    hide();
}

void CommandPalette::open()
{
    const QWidget* window = parentWidget();
    const int width = std::min(560, window->width() - 40);
    setGeometry((window->width() - width) / 2, 60, width, std::min(380, window->height() - 120));
    text_->clear();
    refill();
    show();
    raise();
    text_->setFocus(Qt::PopupFocusReason);
}

bool matchesLetters(const QString& text, const QString& typed)
{
    qsizetype at = 0;
    for (const QChar letter : typed) {
        if (letter.isSpace())
            continue;
        at = text.indexOf(letter, at, Qt::CaseInsensitive);
        if (at < 0)
            return false;
        ++at;
    }
    return true;
}

void CommandPalette::refill()
{
    list_->clear();
    const QString typed = text_->text();
    for (const bool whole : {true, false}) {
        for (const auto& entry : registry_.entries()) {
            const QString name = QStringLiteral("%1: %2").arg(entry.category, entry.action->text());
            const bool contains = name.contains(typed, Qt::CaseInsensitive);
            if (contains != whole || (!whole && !matchesLetters(name, typed)))
                continue;
            const QString keys = entry.action->shortcut().toString(QKeySequence::NativeText);
            const QString reason = reasonOf(*entry.action);
            QString shown = keys.isEmpty() ? name : QStringLiteral("%1   (%2)").arg(name, keys);
            if (!reason.isEmpty())
                shown += QStringLiteral("   – %1").arg(reason);
            auto* item = new QListWidgetItem(shown, list_);
            item->setData(Qt::UserRole, entry.id);
            if (!entry.action->isEnabled())
                item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
        }
    }
    for (int row = 0; row < list_->count(); ++row) {
        if (list_->item(row)->flags() & Qt::ItemIsEnabled) {
            list_->setCurrentRow(row);
            break;
        }
    }
}

void CommandPalette::run()
{
    const QListWidgetItem* item = list_->currentItem();
    if (!item || !(item->flags() & Qt::ItemIsEnabled))
        return;
    QAction* action = registry_.action(item->data(Qt::UserRole).toString());
    hide();
    if (action)
        action->trigger();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusOut)
        hide();
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape) {
            hide();
            return true;
        }
        if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp ||
            key == Qt::Key_PageDown) {
            QCoreApplication::sendEvent(list_, event);
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace redial
