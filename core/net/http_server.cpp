// SPDX-License-Identifier: MIT
#include "core/net/http_server.h"

#include "core/net/http_connection.h"
#include "core/wire/header_list.h"

#include <QTcpServer>
#include <QTcpSocket>

namespace redial {

HttpServer::HttpServer(Handler handler, HttpServerLimits limits, QObject* parent)
    : QObject(parent)
    , handler_(std::move(handler))
    , limits_(limits)
    , server_(std::make_unique<QTcpServer>())
{
    connect(server_.get(), &QTcpServer::pendingConnectionAvailable, this,
            &HttpServer::onNewConnection);
}

HttpServer::~HttpServer() = default;

Expected<quint16, QString> HttpServer::listen(const QHostAddress& address, quint16 port)
{
    if (server_->listen(address, port))
        return server_->serverPort();
    return Unexpected{
        QStringLiteral(
            "cannot listen on %1 port %2: %3. Choose another port, or 0 for any free one.")
            .arg(address.toString())
            .arg(port)
            .arg(server_->errorString())};
}

void HttpServer::onNewConnection()
{
    while (QTcpSocket* socket = server_->nextPendingConnection()) {
        if (connections_ >= limits_.connections) {
            socket->abort();
            socket->deleteLater();
            continue;
        }
        ++connections_;
        auto* connection = new HttpConnection(socket, handler_, limits_, this);
        connect(connection, &QObject::destroyed, this, [this] { --connections_; });
    }
}

bool isLocalHostHeader(std::string_view host)
{
    if (host.empty())
        return true;
    const std::size_t colon = host.rfind(':');
    if (host.back() != ']' && colon != std::string_view::npos)
        host = host.substr(0, colon);
    if (equalsIgnoringCase(host, "localhost"))
        return true;
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    QHostAddress address;
    return address.setAddress(QString::fromUtf8(host.data(), static_cast<qsizetype>(host.size())));
}

} // namespace redial
