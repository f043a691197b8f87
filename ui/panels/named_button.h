// SPDX-License-Identifier: MIT
#pragma once

#include <QPushButton>

namespace redial {

/// A button of a panel: `text` is on it, `name` is what a screen reader calls it.
QPushButton* makeButton(const QString& text, const QString& name, QWidget* parent);

/// One that does `what` of the panel.
template <class Panel>
QPushButton* makeButton(const QString& text, const QString& name, Panel* panel,
                        void (Panel::*what)())
{
    QPushButton* const button = makeButton(text, name, panel);
    QObject::connect(button, &QPushButton::clicked, panel, what);
    return button;
}

} // namespace redial
