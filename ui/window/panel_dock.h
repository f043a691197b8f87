// SPDX-License-Identifier: MIT
#pragma once

#include <QDockWidget>

#include <functional>

namespace redial {

/// A dock whose panel is made when it is first seen or asked for, so that a window does not pay at
/// its start for what nobody looks at. The panel becomes a child of the dock and lives as long.
class PanelDock final : public QDockWidget
{
    Q_OBJECT
public:
    /// `name` is what the layout is kept under; `make` is called once.
    PanelDock(const QString& name, const QString& title, std::function<QWidget*()> make,
              QWidget* parent);

    /// Made now, if it was not.
    QWidget& panel();
    /// While docks are arranged, they are seen for moments: between these two no panel is made.
    void hold();
    void release();
    /// Null as long as nobody needed it.
    QWidget* madePanel() const { return widget(); }

private:
    void makeIfSeen();

    std::function<QWidget*()> make_;
    bool seen_ = false;
    bool held_ = false;
};

/// The panel of a dock by its type: `->` and `*` make it, made() does not.
template <class Panel>
class DockedPanel
{
public:
    void setDock(PanelDock& dock) { dock_ = &dock; }

    Panel& operator*() const { return static_cast<Panel&>(dock_->panel()); }
    Panel* operator->() const { return &**this; }
    /// Null as long as nobody needed it.
    Panel* made() const { return dock_ ? static_cast<Panel*>(dock_->madePanel()) : nullptr; }

private:
    PanelDock* dock_ = nullptr;
};

} // namespace redial
