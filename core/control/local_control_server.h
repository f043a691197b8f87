// SPDX-License-Identifier: MIT
#pragma once

#include "core/control/control_desk.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QObject>

class QLocalServer;
class QLocalSocket;

namespace redial {

/// Takes orders on a local socket that only its owner (and root) can reach: a line each, answered
/// in order. Bounded: lines of longestControlLine, few connections at once
/// (the one that is silent longest gives way), and who does not read its answers is cut off. Does
/// not own the desk, which must outlive it. Lives on the run's thread.
class LocalControlServer final : public QObject
{
    Q_OBJECT
public:
    static constexpr int mostConnections = 16;

    explicit LocalControlServer(ControlDesk& desk, QObject* parent = nullptr);
    ~LocalControlServer() override;

    /// Listens in controlFolder() for this process. An empty name is none. The error is a sentence;
    /// then nothing listens.
    Expected<void, QString> listen(const QString& name);
    void close();

    bool isListening() const;
    QString socketPath() const { return path_; }

private:
    void takeConnections();
    void forget(QLocalSocket* socket);
    void read(QLocalSocket* socket);
    void send(QLocalSocket* socket, const ControlAnswer& answer);

    ControlDesk& desk_;
    QLocalServer* server_;
    QString path_;
    /// What has come of each connection's present line.
    QHash<QLocalSocket*, QByteArray> pending_;
    /// The same connections; the one that has been silent longest is the first.
    QList<QLocalSocket*> bySilence_;
};

} // namespace redial
