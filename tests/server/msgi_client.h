// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/msgi_server.h"
#include "core/time/system_clock.h"
#include "tests/support/log_queries.h"

#include <QTcpSocket>
#include <QTest>

#include <vector>

namespace redial::test {

inline constexpr int patience = 30'000;

/// A client that says byte for byte what the test wants and keeps the frames that it hears.
class MsgiClient
{
public:
    explicit MsgiClient(quint16 port)
    {
        QObject::connect(&socket, &QTcpSocket::readyRead, [this] { take(socket.readAll()); });
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    }

    void write(std::string_view bytes) { socket.write(bytes.data(), qint64(bytes.size())); }
    void frame(MsgiType type, std::string_view payload = {})
    {
        std::string bytes;
        appendMsgiFrame(bytes, type, payload);
        write(bytes);
    }
    template <class T>
    void control(const T& control)
    {
        std::string payload;
        appendMsgiControl(payload, control);
        frame(MsgiType::Control, payload);
    }

    bool waitFrames(std::size_t count)
    {
        return QTest::qWaitFor([&] { return frames.size() >= count; }, patience);
    }
    /// The server has ended the connection, in whatever way.
    bool waitEnd()
    {
        return QTest::qWaitFor([&] { return socket.state() == QAbstractSocket::UnconnectedState; },
                               patience);
    }
    /// "ERROR bad_magic" of the ERROR frame at that place.
    QString text(std::size_t at) const
    {
        const auto& [type, payload] = frames.at(at);
        QString text = QString::fromStdString(std::string(nameOf(type)));
        if (type != MsgiType::Error)
            return text + QLatin1Char(' ') + QString::fromStdString(payload);
        const auto error = readMsgiError(payload);
        return text + QLatin1Char(' ') + QString::fromStdString(std::string(nameOf(error->code)));
    }

    QTcpSocket socket;
    std::vector<std::pair<MsgiType, std::string>> frames;

private:
    void take(const QByteArray& bytes)
    {
        reader_.feed({bytes.constData(), std::size_t(bytes.size())});
        while (const auto result = reader_.next())
            if (const auto* frame = std::get_if<MsgiFrame>(&*result))
                frames.emplace_back(frame->type, std::string(frame->payload));
    }

    MsgiReader reader_;
};

/// A server with its log.
struct MsgiFixture
{
    explicit MsgiFixture(MsgiServerSettings settings = {}) : MsgiFixture(settings, ownEcho) {}
    MsgiFixture(MsgiServerSettings settings, MsgiServerHandler& handler)
        : server(std::move(settings), clock, handler, registry,
                 EventRecorder(log, clock, Source::Server))
    {
        const auto started = server.start();
        port = started ? *started : 0;
    }

    bool waitEnd(MsgiEnd end, std::uint64_t count = 1)
    {
        return QTest::qWaitFor([&] { return server.counters().count(end) == count; }, patience);
    }

    MsgiEcho ownEcho;
    SystemClock clock;
    EventLog log;
    SessionRegistry registry;
    MsgiServer server;
    quint16 port = 0;
};

} // namespace redial::test
