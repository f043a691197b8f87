// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/http_server.h"

#include <QTimer>

class QTcpSocket;

namespace redial {

/// One client of an HttpServer. Owns its socket; deletes itself when that is gone.
class HttpConnection final : public QObject
{
    Q_OBJECT
public:
    HttpConnection(QTcpSocket* socket, const HttpServer::Handler& handler,
                   const HttpServerLimits& limits, QObject* parent);

private:
    void onReadyRead();
    void answer(const HttpRequest& request);
    void send(const HttpResponse& response, bool keepAlive, bool withBody);

    QTcpSocket* socket_;
    const HttpServer::Handler& handler_;
    HttpRequestReader reader_;
    QTimer idle_;
    bool ended_ = false;
};

} // namespace redial
