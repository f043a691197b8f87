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

inline std::string frameOf(MsgiType type, std::string_view payload)
{
    std::string bytes;
    appendMsgiFrame(bytes, type, payload);
    return bytes;
}

inline std::string hexBytes(const char* text)
{
    return QByteArray::fromHex(text).toStdString();
}

/// Every stage.
inline const PipelineSettings& everything()
{
    static const PipelineSettings settings = [] {
        PipelineSettings all;
        all.compression = PayloadCompression::Zstd;
        all.limit = 1000;
        all.encryptionKey = [] { return std::string(32, 'e'); };
        all.authenticationKey = [] { return std::string(32, 'a'); };
        return all;
    }();
    return settings;
}

/// A client that says byte for byte what the test wants and keeps the frames that it hears.
class MsgiClient
{
public:
    explicit MsgiClient(quint16 port)
    {
        QObject::connect(&socket, &QTcpSocket::readyRead, [this] { take(socket.readAll()); });
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    }

    /// From now on nothing is taken from the socket, and at most one byte from the kernel.
    void stopReading()
    {
        QObject::disconnect(&socket, &QTcpSocket::readyRead, nullptr, nullptr);
        socket.setReadBufferSize(1);
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

/// Remembers what it is told; echoes.
struct Witness final : MsgiServerHandler
{
    void onMsgiConnected(MsgiSession& session) override
    {
        session.setData("number", std::to_string(++connected));
    }
    void onMsgiMessage(MsgiSession& session, std::string_view message) override
    {
        messages.emplace_back(message);
        if (message == "who")
            session.send(std::string(session.data("number")) + ' ' + session.clientId() + ' ' +
                         session.remoteAddress() + ' ' + std::to_string(session.remotePort()));
        if (message == "batch")
            session.sendBatch(std::vector<std::string>{"a\nb", ""});
        if (message == "bye")
            session.disconnect("as you wish");
        if (message == "drop")
            session.drop();
    }
    void onMsgiDisconnected(MsgiSession& session, const CloseInfo& info) override
    {
        ends.push_back(info);
        QVERIFY(!session.send("too late"));
    }

    int connected = 0;
    std::vector<std::string> messages;
    std::vector<CloseInfo> ends;
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
