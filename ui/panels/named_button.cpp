// SPDX-License-Identifier: MIT
#include "ui/panels/named_button.h"

namespace redial {

QPushButton* makeButton(const QString& text, const QString& name, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setAccessibleName(name);
    return button;
}

} // namespace redial
