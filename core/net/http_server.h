// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/http_request_reader.h"

#include <QHostAddress>
#include <QObject>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

class QTcpServer;

namespace redial {

struct HttpResponse
{
    int status = 200;
    std::string contentType; ///< not sent if empty
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};

/// What a server gives its clients at most.
struct HttpServerLimits
{
    HttpLimits head;
    std::size_t body = 1024 * 1024;
    int connections = 256;
    std::chrono::milliseconds idle{60'000}; ///< without a whole request
};

/// A small HTTP/1.1 server for control interfaces: keep-alive, pipelined requests answered in
/// order, bounded memory. The handler answers at once. Refuses what does not come from this
/// machine's own programs: a Host that is a name other than localhost (DNS rebinding) with 403.
/// Lives on its thread.
class HttpServer final : public QObject
{
    Q_OBJECT
public:
    using Handler = std::function<HttpResponse(const HttpRequest&)>;

    explicit HttpServer(Handler handler, HttpServerLimits limits = {}, QObject* parent = nullptr);
    ~HttpServer() override;

    /// The port that is listened on; the error is one sentence.
    Expected<quint16, QString> listen(const QHostAddress& address, quint16 port);

private:
    void onNewConnection();

    Handler handler_;
    HttpServerLimits limits_;
    std::unique_ptr<QTcpServer> server_;
    int connections_ = 0;
};

/// True for what a program on this machine puts there: an IP address or localhost, with or without
/// a port.
bool isLocalHostHeader(std::string_view host);

} // namespace redial
