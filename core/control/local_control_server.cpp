// SPDX-License-Identifier: MIT
#include "core/control/local_control_server.h"

#include "core/control/running_program.h"

#include <QCoreApplication>
#include <QLocalServer>
#include <QLocalSocket>

#include <sys/socket.h>
#include <unistd.h>

namespace redial {

namespace {

/// Answers that may wait for an asker who does not read.
constexpr qint64 mostUnread = 1024 * 1024;

/// The folder keeps others out already; a socket that was handed to somebody does not let him in.
bool isOfThisUser(const QLocalSocket& socket)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return false;
    return peer.uid == ::geteuid() || peer.uid == 0;
}

} // namespace

LocalControlServer::LocalControlServer(ControlDesk& desk, QObject* parent)
    : QObject(parent), desk_(desk), server_(new QLocalServer(this))
{
    server_->setSocketOptions(QLocalServer::UserAccessOption);
    connect(server_, &QLocalServer::newConnection, this, &LocalControlServer::takeConnections);
}

LocalControlServer::~LocalControlServer()
{
    close();
}

Expected<void, QString> LocalControlServer::listen(const QString& name)
{
    if (!name.isEmpty()) {
        if (const auto valid = validateProgramName(name); !valid)
            return Unexpected{valid.error()};
    }
    const auto folder = controlFolder();
    if (!folder)
        return Unexpected{folder.error()};
    for (const RunningProgram& other : runningPrograms(*folder)) {
        if (!name.isEmpty() && other.name == name)
            return Unexpected{
                QStringLiteral("a running Redial (pid %1) is called \"%2\" already; choose "
                               "another name.")
                    .arg(other.pid)
                    .arg(name)};
    }
    const QString path = controlSocketPath(*folder, QCoreApplication::applicationPid(), name);
    if (!server_->listen(path))
        return Unexpected{QStringLiteral("the control socket %1 cannot be made: %2.")
                              .arg(path, server_->errorString())};
    path_ = path;
    return {};
}

void LocalControlServer::close()
{
    server_->close();
    while (!bySilence_.isEmpty())
        forget(bySilence_.first());
    path_.clear();
}

bool LocalControlServer::isListening() const
{
    return server_->isListening();
}

void LocalControlServer::takeConnections()
{
    while (QLocalSocket* socket = server_->nextPendingConnection()) {
        if (!isOfThisUser(*socket)) {
            socket->abort();
            socket->deleteLater();
            continue;
        }
        if (pending_.size() >= mostConnections)
            forget(bySilence_.first());
        // What waits to be read is bounded by the kernel and by this.
        socket->setReadBufferSize(longestControlLine + 1);
        pending_.insert(socket, {});
        bySilence_.append(socket);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QLocalSocket::disconnected, this, [this, socket] { forget(socket); });
        read(socket);
    }
}

void LocalControlServer::forget(QLocalSocket* socket)
{
    pending_.remove(socket);
    bySilence_.removeOne(socket);
    socket->disconnect(this);
    socket->abort();
    socket->deleteLater();
}

void LocalControlServer::read(QLocalSocket* socket)
{
    bySilence_.removeOne(socket);
    bySilence_.append(socket);
    while (pending_.contains(socket) && socket->state() == QLocalSocket::ConnectedState &&
           socket->bytesAvailable() > 0) {
        QByteArray line = socket->readLine(longestControlLine + 1);
        const bool whole = line.endsWith('\n');
        line.prepend(std::exchange(pending_[socket], {}));
        if (line.size() > longestControlLine + (whole ? 1 : 0)) {
            send(socket,
                 {QJsonValue(), Unexpected{QStringLiteral("a line is longer than %1 bytes; the "
                                                          "connection ends.")
                                               .arg(longestControlLine)}});
            socket->disconnectFromServer();
            return;
        }
        if (!whole) {
            pending_[socket] = line;
            continue;
        }
        send(socket, desk_.answer(line.chopped(1), ControlOrigin::LocalSocket));
    }
}

void LocalControlServer::send(QLocalSocket* socket, const ControlAnswer& answer)
{
    // What was carried out may have closed this server.
    if (!pending_.contains(socket))
        return;
    if (socket->bytesToWrite() > mostUnread)
        return forget(socket);
    socket->write(writeControlAnswer(answer));
    socket->flush();
}

} // namespace redial
