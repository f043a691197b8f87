// SPDX-License-Identifier: MIT
#include "ui/window/panel_dock.h"

#include <QAbstractButton>

#include <utility>

namespace redial {

PanelDock::PanelDock(const QString& name, const QString& title, std::function<QWidget*()> make,
                     QWidget* parent)
    : QDockWidget(title, parent), make_(std::move(make))
{
    setObjectName(QStringLiteral("dock.") + name);
    setAccessibleName(title);
    for (auto* button : findChildren<QAbstractButton*>(QString(), Qt::FindDirectChildrenOnly)) {
        const bool close = button->objectName().contains(QStringLiteral("close"));
        button->setAccessibleName(
            QStringLiteral("%1 the panel %2")
                .arg(close ? QStringLiteral("Close") : QStringLiteral("Detach"), title));
    }
    connect(this, &QDockWidget::visibilityChanged, this, [this](bool visible) {
        seen_ = visible;
        makeIfSeen();
    });
}

void PanelDock::makeIfSeen()
{
    if (seen_ && !held_)
        panel();
}

void PanelDock::hold()
{
    held_ = true;
}

void PanelDock::release()
{
    held_ = false;
    makeIfSeen();
}

QWidget& PanelDock::panel()
{
    if (!widget()) {
        setWidget(make_());
        // A layout shows what it was given later; what goes to the panel wants the focus now.
        widget()->show();
    }
    return *widget();
}

} // namespace redial
