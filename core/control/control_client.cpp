// SPDX-License-Identifier: MIT
#include "core/control/control_client.h"

namespace redial {

ControlClient::ControlClient(QObject* parent) : QObject(parent)
{
    connect(&socket_, &QLocalSocket::connected, this,
            [this] { socket_.write(std::exchange(unsent_, {})); });
    connect(&socket_, &QLocalSocket::readyRead, this, &ControlClient::read);
    connect(&socket_, &QLocalSocket::errorOccurred, this, [this](QLocalSocket::LocalSocketError) {
        read();
        failed_ = true;
        emit failed(QStringLiteral("the program at %1 is gone or does not let us in: %2.")
                        .arg(socket_.fullServerName().isEmpty() ? socket_.serverName()
                                                                : socket_.fullServerName(),
                             socket_.errorString()));
    });
}

void ControlClient::connectTo(const QString& socketPath)
{
    socket_.connectToServer(socketPath);
}

quint32 ControlClient::send(const ControlCommand& command)
{
    const quint32 number = ++lastNumber_;
    const QByteArray line = writeControlRequest({double(number), command});
    if (socket_.state() == QLocalSocket::ConnectedState)
        socket_.write(line);
    else
        unsent_ += line;
    return number;
}

void ControlClient::read()
{
    while (socket_.canReadLine()) {
        const auto answer = readControlAnswer(socket_.readLine().chopped(1));
        if (!answer)
            emit failed(answer.error());
        else
            emit answered(quint32(answer.value().id.toDouble()), answer.value().outcome);
    }
}

} // namespace redial
