// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event.h"

#include <QObject>
#include <QString>
#include <QTimer>

namespace redial {

class MainWindow;

/// Writes a picture of the window once the run that it opens is shown in full, or in one that is
/// under way the event that is named has come, or two seconds have brought no event, then ends the
/// program: with 0, or with 3 if the picture could not be written. Without a path it only selects
/// the event, if one is named.
class WindowPicture final : public QObject
{
    Q_OBJECT
public:
    WindowPicture(MainWindow& window, const QString& path, EventNumber select);

private:
    void look();

    MainWindow& window_;
    QString path_;
    EventNumber select_;
    int looks_ = 0;
    QTimer timer_;
};

} // namespace redial
