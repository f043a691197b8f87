// SPDX-License-Identifier: MIT
#pragma once

#include "core/control/control_message.h"
#include "core/control/controllable.h"

#include <QLocalSocket>
#include <QObject>

namespace redial {

/// Gives orders to a running program over its local socket. Nothing blocks. For `redial ctl`, and
/// for tests of others' programs. Lives on one thread.
class ControlClient final : public QObject
{
    Q_OBJECT
public:
    explicit ControlClient(QObject* parent = nullptr);

    /// Orders that are given before the connection stands are sent when it does.
    void connectTo(const QString& socketPath);
    /// The number that its answer carries.
    quint32 send(const ControlCommand& command);

    /// False once failed() has been emitted.
    bool isUsable() const { return !failed_; }

signals:
    void answered(quint32 number, const redial::ControlOutcome& outcome);
    /// The connection could not be made, or has ended: no further answers come. A sentence.
    void failed(const QString& reason);

private:
    void read();

    QLocalSocket socket_;
    QByteArray unsent_;
    quint32 lastNumber_ = 0;
    bool failed_ = false;
};

} // namespace redial
