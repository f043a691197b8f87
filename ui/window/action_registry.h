// SPDX-License-Identifier: MIT
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QObject>

#include <functional>
#include <vector>

namespace redial {

/// Every command of the window, once: menus, tool buttons, the command palette and the shortcut
/// sheet are all made from it. Keys and mouse gestures that are no actions (those of the graphs)
/// are registered as words, so that the sheet tells them too. Owns its actions.
class ActionRegistry : public QObject
{
    Q_OBJECT
public:
    struct Entry
    {
        QString id;
        QString category;
        QAction* action = nullptr;
    };
    struct Gesture
    {
        QString category;
        QString keys;
        QString meaning;
    };

    /// `owner` is the widget in which the shortcuts work; it must outlive the registry.
    /// `prepare` is called before an action acts.
    ActionRegistry(QWidget& owner, std::function<void()> prepare);

    /// Precondition: the id is new. The text is a menu text without its ampersand.
    QAction* add(const QString& id, const QString& category, const QString& text,
                 const QKeySequence& shortcut, std::function<void()> run);
    void addGesture(const QString& category, const QString& keys, const QString& meaning);

    /// Null if there is none of that id.
    QAction* action(const QString& id) const;
    const std::vector<Entry>& entries() const { return entries_; }
    const std::vector<Gesture>& gestures() const { return gestures_; }

    /// Disables with the reason, which tool tip, status tip and palette show; an empty reason
    /// enables.
    void setUnavailable(const QString& id, const QString& reason);

private:
    QWidget& owner_;
    std::function<void()> prepare_;
    std::vector<Entry> entries_;
    std::vector<Gesture> gestures_;
};

/// Why a disabled action is disabled; empty if it says nothing.
QString reasonOf(const QAction& action);

/// What an action does, with its shortcut, or why it is disabled.
QString toolTipOf(const QAction& action);

} // namespace redial
