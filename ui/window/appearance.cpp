// SPDX-License-Identifier: MIT
#include "ui/window/appearance.h"

#include "ui/view/theme.h"

#include <QApplication>
#include <QStyle>

namespace redial {

QStringList appearances()
{
    return {QStringLiteral("system"), QStringLiteral("light"), QStringLiteral("dark")};
}

void applyAppearance(const QString& appearance)
{
    if (appearance == QLatin1String("light"))
        QApplication::setPalette(lightPalette());
    else if (appearance == QLatin1String("dark"))
        QApplication::setPalette(darkPalette());
    else
        QApplication::setPalette(QPalette());
}

} // namespace redial
