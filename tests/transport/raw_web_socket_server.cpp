// SPDX-License-Identifier: MIT
#include "raw_web_socket_server.h"

#include "raw_web_socket_connection.h"

#include <QSslServer>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace redial::test {

RawWebSocketServer::RawWebSocketServer() : server_(std::make_unique<QTcpServer>())
{
    start();
}

RawWebSocketServer::RawWebSocketServer(const QSslConfiguration& tls) : tls_(true)
{
    auto server = std::make_unique<QSslServer>();
    server->setSslConfiguration(tls);
    server_ = std::move(server);
    start();
}

RawWebSocketServer::~RawWebSocketServer()
{
    ::close(refusingSocket_);
}

void RawWebSocketServer::start()
{
    if (!server_->listen(QHostAddress::LocalHost))
        qFatal("cannot listen");
    connect(server_.get(), &QTcpServer::pendingConnectionAvailable, this, [this] {
        while (QTcpSocket* socket = server_->nextPendingConnection())
            new RawWebSocketConnection(*this, socket);
    });
    // Bound but not listening: this port refuses, and nobody else can take it meanwhile.
    refusingSocket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(refusingSocket_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(refusingSocket_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        qFatal("cannot bind");
    refusingPort_ = ntohs(address.sin_port);
}

QUrl RawWebSocketServer::url() const
{
    const bool refuses = script_.upgrade == ServerScript::Upgrade::NotListening;
    QUrl url;
    url.setScheme(tls_ ? QStringLiteral("wss") : QStringLiteral("ws"));
    url.setHost(QStringLiteral("127.0.0.1"));
    url.setPort(refuses ? refusingPort_ : server_->serverPort());
    url.setPath(QStringLiteral("/station/one"));
    url.setQuery(QStringLiteral("k=v"));
    return url;
}

} // namespace redial::test
