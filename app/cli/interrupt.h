// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

class QSocketNotifier;

namespace redial {

/// Turns SIGINT and SIGTERM into a Qt signal, so that a run ends with its file whole. A second
/// SIGINT ends the process at once. One object for each process; lives on the main thread.
class Interrupt final : public QObject
{
    Q_OBJECT
public:
    explicit Interrupt(QObject* parent = nullptr);
    ~Interrupt() override;

signals:
    void requested();

private:
    int descriptor_ = -1;
    QSocketNotifier* notifier_ = nullptr;
};

} // namespace redial
