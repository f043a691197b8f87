// SPDX-License-Identifier: MIT
#include "core/net/http_connection.h"

#include "core/wire/websocket_upgrade.h"

#include <QTcpSocket>

namespace redial {

HttpConnection::HttpConnection(QTcpSocket* socket, const HttpServer::Handler& handler,
                               const HttpServerLimits& limits, QObject* parent)
    : QObject(parent), socket_(socket), handler_(handler), reader_(limits.head, limits.body)
{
    socket_->setParent(this);
    connect(socket_, &QTcpSocket::readyRead, this, &HttpConnection::onReadyRead);
    connect(socket_, &QTcpSocket::disconnected, this, &QObject::deleteLater);
    idle_.setInterval(limits.idle);
    connect(&idle_, &QTimer::timeout, socket_, &QTcpSocket::abort);
    idle_.start();
    if (socket_->bytesAvailable() > 0)
        QMetaObject::invokeMethod(this, &HttpConnection::onReadyRead, Qt::QueuedConnection);
    if (socket_->state() == QAbstractSocket::UnconnectedState)
        deleteLater();
}

void HttpConnection::onReadyRead()
{
    const QByteArray bytes = socket_->readAll();
    if (ended_)
        return;
    reader_.feed({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    while (!ended_) {
        const auto request = reader_.next();
        if (!request) {
            send({request.error().status,
                  "text/plain; charset=utf-8",
                  request.error().sentence + "\n",
                  {}},
                 false, true);
            return;
        }
        if (!*request)
            break;
        answer(**request);
    }
    if (reader_.takeContinue())
        socket_->write("HTTP/1.1 100 Continue\r\n\r\n");
}

void HttpConnection::answer(const HttpRequest& request)
{
    idle_.start();
    const bool withBody = request.head.method != "HEAD";
    if (!isLocalHostHeader(request.head.headers.joined("Host"))) {
        send({403,
              "text/plain; charset=utf-8",
              "this interface answers to an IP address or localhost only\n",
              {}},
             false, withBody);
        return;
    }
    send(handler_(request), request.keepsAlive(), withBody);
}

void HttpConnection::send(const HttpResponse& response, bool keepAlive, bool withBody)
{
    HttpResponseHead head{response.status, std::string(reasonPhrase(response.status)), 1, {}};
    if (!response.contentType.empty())
        head.headers.add("Content-Type", response.contentType);
    for (const auto& [name, value] : response.headers)
        head.headers.add(name, value);
    if (response.status != 204)
        head.headers.add("Content-Length", std::to_string(response.body.size()));
    if (!keepAlive)
        head.headers.add("Connection", "close");
    const std::string text = writeHead(head) + (withBody ? response.body : std::string());
    socket_->write(text.data(), static_cast<qint64>(text.size()));
    if (!keepAlive) {
        ended_ = true;
        socket_->disconnectFromHost();
    }
}

} // namespace redial
