// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/scripted_server.h"
#include "core/time/system_clock.h"
#include "core/transport/socket_end_probe.h"
#include "core/wire/websocket_close.h"
#include "core/wire/websocket_reader.h"
#include "core/wire/websocket_upgrade.h"
#include "tests/support/generous_wait.h"

#include <QTcpSocket>
#include <QTest>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace redial::test {

/// A client that says byte for byte what the test wants and keeps what it hears.
class RawClient
{
public:
    explicit RawClient(quint16 port)
    {
        QObject::connect(&socket, &QTcpSocket::connected,
                         [this] { probe_.attach(socket.socketDescriptor()); });
        // The probe's descriptor would keep the connection from ending.
        QObject::connect(&socket, &QTcpSocket::disconnected, [this] {
            end_ = probe_.read();
            probe_.release();
        });
        QObject::connect(&socket, &QTcpSocket::readyRead, [this] { take(socket.readAll()); });
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    }

    void write(std::string_view bytes) { socket.write(bytes.data(), qint64(bytes.size())); }
    void frame(FrameHead head, std::string_view payload)
    {
        if (!head.mask)
            head.mask = MaskingKey{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};
        std::string bytes;
        appendFrame(bytes, head, payload);
        write(bytes);
    }
    void upgrade(std::vector<std::string> subprotocols = {}, const std::string& target = "/CP-1")
    {
        UpgradeRequest request;
        request.host = "127.0.0.1";
        request.target = target;
        request.key = "dGhlIHNhbXBsZSBub25jZQ==";
        request.subprotocols = std::move(subprotocols);
        write(writeUpgradeRequest(request));
    }

    /// After the handshake: compressed messages are read from now on.
    void enableDeflate(MessageInflater inflater) { reader_.enableDeflate(std::move(inflater)); }

    bool waitOpen()
    {
        return QTest::qWaitFor([this] { return status == 101; }, generousMilliseconds);
    }
    bool waitEnd()
    {
        return QTest::qWaitFor(
            [this] { return socket.state() == QAbstractSocket::UnconnectedState; },
            generousMilliseconds);
    }
    /// Whether the server's end came as FIN or as RST; absent while it has not come.
    std::optional<SocketEnd> end() const { return end_; }

    QTcpSocket socket;
    int status = 0;
    std::string answer;
    std::vector<WebSocketEvent> events;

private:
    void take(const QByteArray& bytes)
    {
        const std::string_view view(bytes.constData(), std::size_t(bytes.size()));
        if (status == 101)
            return read(view);
        answer.append(view);
        const auto whole = head_.feed(view);
        if (!whole || !*whole)
            return;
        status = parseResponseHead(head_.head())->status;
        if (status == 101)
            read(head_.rest());
    }
    void read(std::string_view bytes)
    {
        reader_.feed(bytes);
        while (auto event = reader_.next())
            events.push_back(std::move(*event));
    }

    SocketEndProbe probe_;
    std::optional<SocketEnd> end_;
    HttpHeadCollector head_;
    WebSocketReader reader_{WebSocketRole::Client};
};

/// A server on a free port of 127.0.0.1.
struct ServerBench
{
    explicit ServerBench(ServerSettings settings = {})
        : server(std::move(settings), clock, EventRecorder(log, clock, Source::Server))
    {
        QObject::connect(&server, &ScriptedServer::connectionClosed,
                         [this](quint32, const CloseInfo& info) { closed.push_back(info); });
        port = *server.listen();
    }
    bool waitClosed(std::size_t count = 1)
    {
        return QTest::qWaitFor([&] { return closed.size() >= count; }, generousMilliseconds);
    }
    EventLog log;
    SystemClock clock;
    std::vector<CloseInfo> closed;
    ScriptedServer server;
    quint16 port = 0;
};

} // namespace redial::test
