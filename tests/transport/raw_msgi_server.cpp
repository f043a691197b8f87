// SPDX-License-Identifier: MIT
#include "raw_msgi_server.h"

#include "core/net/socket_calls.h"
#include "core/transport/socket_end_probe.h"

#include <QSslServer>
#include <QTcpSocket>
#include <QtEndian>

namespace redial::test {

namespace {

constexpr quint16 ping = 1;
constexpr quint16 pong = 2;
constexpr quint16 data = 0x10;
constexpr quint16 disconnectType = 0x50;

template <class Number>
QByteArray bigEndian(Number number)
{
    QByteArray bytes(sizeof number, '\0');
    qToBigEndian(number, bytes.data());
    return bytes;
}

} // namespace

/// One client. Deletes itself when the connection is over.
class RawMsgiConnection : public QObject
{
public:
    RawMsgiConnection(RawMsgiServer& server, QTcpSocket* socket)
        : QObject(&server), server_(server), socket_(socket), script_(server.script_)
    {
        ++server_.sight_.connections;
        probe_.attach(socket_->socketDescriptor());
        socket_->setParent(this);
        connect(socket_, &QTcpSocket::readyRead, this, [this] { read(); });
        connect(socket_, &QTcpSocket::disconnected, this, [this] { end(); });
        socket_->write(script_.greeting);
        act();
        if (socket_->bytesAvailable() > 0)
            read();
    }

private:
    using Then = ServerScript::Then;

    void act()
    {
        switch (script_.then) {
        case Then::Close:
        case Then::CloseAndStay:
            return sendDisconnect();
        case Then::CloseAndGoOn:
            sendDisconnect();
            socket_->write(RawMsgiServer::frame(data, "after the DISCONNECT"));
            return;
        case Then::CloseAndEnd:
            sendDisconnect();
            return endStream();
        case Then::EndOfStream:
            return endStream();
        case Then::Ping:
            socket_->write(RawMsgiServer::frame(ping, "are you there"));
            return;
        case Then::Violation:
            socket_->write(RawMsgiServer::frame(0x4D534758, 10, data, {}));
            return;
        default:
            return;
        }
    }

    void read()
    {
        received_ += socket_->readAll();
        while (received_.size() >= 10) {
            const auto length = qFromBigEndian<quint32>(received_.constData() + 4);
            if (!received_.startsWith("MSGI") || length < 10) {
                server_.others_ << "no frame";
                return received_.clear();
            }
            if (received_.size() < qsizetype(length))
                return;
            const QByteArray payload = received_.mid(10, length - 10);
            const auto type = qFromBigEndian<quint16>(received_.constData() + 8);
            received_.remove(0, length);
            take(type, payload);
        }
    }

    void take(quint16 type, const QByteArray& payload)
    {
        ServerSight& sight = server_.sight_;
        if (type == disconnectType) {
            sight.closeCode = 1000;
            sight.closeReason = payload;
            if (script_.then != Then::Mute && script_.then != Then::CloseAndStay)
                endStream();
        } else if (type == ping) {
            if (script_.then != Then::Mute)
                socket_->write(RawMsgiServer::frame(pong, payload));
        } else if (type == pong) {
            sight.pongs << payload;
        } else if (type == data) {
            sight.texts << QString::fromUtf8(payload);
            if (script_.then == Then::Echo)
                socket_->write(RawMsgiServer::frame(data, payload));
            if (script_.then == Then::Reset)
                reset();
        } else {
            server_.others_ << QByteArray::number(type) + ':' + payload;
        }
    }

    void sendDisconnect()
    {
        socket_->write(RawMsgiServer::frame(disconnectType, script_.closeReason));
    }

    void reset()
    {
        resetOnClose(socket_->socketDescriptor());
        probe_.release();
        socket_->abort();
    }

    void endStream()
    {
        probe_.release();
        socket_->disconnectFromHost();
    }

    void end()
    {
        const auto end = probe_.read();
        ++server_.sight_.ends;
        server_.sight_.reset = end == SocketEnd::Reset;
        server_.sight_.endOfStream = end == SocketEnd::EndOfStream;
        probe_.release();
        deleteLater();
    }

    RawMsgiServer& server_;
    QTcpSocket* socket_;
    ServerScript script_;
    SocketEndProbe probe_;
    QByteArray received_;
};

RawMsgiServer::RawMsgiServer() : server_(std::make_unique<QTcpServer>())
{
    start();
}

RawMsgiServer::RawMsgiServer(const QSslConfiguration& tls) : tls_(true)
{
    auto server = std::make_unique<QSslServer>();
    server->setSslConfiguration(tls);
    server_ = std::move(server);
    start();
}

void RawMsgiServer::start()
{
    if (!server_->listen(QHostAddress::LocalHost))
        qFatal("cannot listen");
    connect(server_.get(), &QTcpServer::pendingConnectionAvailable, this, [this] {
        while (QTcpSocket* socket = server_->nextPendingConnection())
            new RawMsgiConnection(*this, socket);
    });
}

QUrl RawMsgiServer::url() const
{
    // Port 1 of 127.0.0.1 is nobody's here: it refuses.
    const bool refuses = script_.upgrade == ServerScript::Upgrade::NotListening;
    QUrl url;
    url.setScheme(tls_ ? QStringLiteral("msgis") : QStringLiteral("msgi"));
    url.setHost(QStringLiteral("127.0.0.1"));
    url.setPort(refuses ? 1 : server_->serverPort());
    return url;
}

QByteArray RawMsgiServer::frame(quint16 type, const QByteArray& payload)
{
    return frame(0x4D534749, quint32(payload.size()) + 10, type, payload);
}

QByteArray RawMsgiServer::frame(quint32 magic, quint32 length, quint16 type,
                                const QByteArray& payload)
{
    return bigEndian(magic) + bigEndian(length) + bigEndian(type) + payload;
}

} // namespace redial::test
