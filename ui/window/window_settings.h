// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/run_settings.h"

#include <QByteArray>
#include <QJsonObject>
#include <QStringList>

namespace redial {

/// What the window keeps from one session to the next, in the user's settings. Holds no secrets.
struct WindowSettings
{
    RunSettings run;
    QJsonObject policy;
    QJsonObject session;
    QJsonObject stream;
    QJsonObject msgi;
    QStringList recentUrls;
    QStringList filterHistory;
    bool logarithmic = false;
    QByteArray geometry;
    QByteArray layout;

    static WindowSettings load();
    void save() const;
};

/// "system", "light" or "dark".
QString keptAppearance();
void keepAppearance(const QString& appearance);

/// Run files that were opened or saved last, newest first; at most ten.
QStringList recentFiles();
void rememberRecentFile(const QString& path);
void forgetRecentFile(const QString& path);

} // namespace redial
