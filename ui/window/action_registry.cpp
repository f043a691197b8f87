// SPDX-License-Identifier: MIT
#include "ui/window/action_registry.h"

#include <QWidget>

#include <utility>

namespace redial {

namespace {
constexpr char reasonProperty[] = "redialReason";
}

ActionRegistry::ActionRegistry(QWidget& owner, std::function<void()> prepare)
    : QObject(&owner), owner_(owner), prepare_(std::move(prepare))
{
}

QAction* ActionRegistry::add(const QString& id, const QString& category, const QString& text,
                             const QKeySequence& shortcut, std::function<void()> run)
{
    Q_ASSERT(!action(id));
    auto* action = new QAction(text, this);
    action->setObjectName(id);
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WindowShortcut);
    action->setToolTip(toolTipOf(*action));
    connect(action, &QAction::triggered, this, prepare_);
    connect(action, &QAction::triggered, this, std::move(run));
    owner_.addAction(action);
    entries_.push_back({id, category, action});
    return action;
}

void ActionRegistry::addGesture(const QString& category, const QString& keys,
                                const QString& meaning)
{
    gestures_.push_back({category, keys, meaning});
}

QAction* ActionRegistry::action(const QString& id) const
{
    for (const Entry& entry : entries_) {
        if (entry.id == id)
            return entry.action;
    }
    return nullptr;
}

void ActionRegistry::setUnavailable(const QString& id, const QString& reason)
{
    QAction* known = action(id);
    Q_ASSERT(known);
    known->setProperty(reasonProperty, reason);
    known->setEnabled(reason.isEmpty());
    known->setToolTip(toolTipOf(*known));
    known->setStatusTip(reason);
}

QString reasonOf(const QAction& action)
{
    return action.property(reasonProperty).toString();
}

QString toolTipOf(const QAction& action)
{
    const QString reason = reasonOf(action);
    if (!reason.isEmpty())
        return QStringLiteral("%1: %2").arg(action.text(), reason);
    if (action.shortcut().isEmpty())
        return action.text();
    return QStringLiteral("%1 (%2)").arg(action.text(),
                                         action.shortcut().toString(QKeySequence::NativeText));
}

} // namespace redial
