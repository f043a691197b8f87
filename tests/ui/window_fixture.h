// SPDX-License-Identifier: MIT
#pragma once

#include "core/log/event_log.h"
#include "ui/window/main_window.h"

#include <QObject>
#include <QTemporaryDir>

#include <memory>

namespace redial {

/// A whole window of its own for each test, with settings of its own, and runs to show in it.
class WindowFixture : public QObject
{
    Q_OBJECT
protected:
    /// The log of a station that loses its connection between `connections` connections.
    static std::shared_ptr<EventLog> stationLog(int connections = 3);
    /// The same as a file in folder_; empty if it could not be written.
    QString runFile(int connections = 3);
    void show(std::shared_ptr<EventLog> log);
    /// The first event of this kind; 0 if there is none.
    EventNumber find(EventKind kind) const;

    QTemporaryDir folder_;
    std::unique_ptr<MainWindow> window_;

private slots:
    void initTestCase();
    void init();
    void cleanup();
};

} // namespace redial
