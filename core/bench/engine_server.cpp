// SPDX-License-Identifier: MIT
// The server's side of a load over the engine, in a Qt event loop.
#include "core/bench/bench_workers.h"
#include "core/bench/engine_codecs.h"
#include "core/net/stream_listener.h"
#include "core/server/msgi_server.h"
#include "core/time/system_clock.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <unordered_map>

namespace redial {

namespace {

/// Answers the bench's commands in the Qt event loop, and ends it with them.
void serveUntilTold()
{
    QSocketNotifier commands(0, QSocketNotifier::Read);
    QObject::connect(&commands, &QSocketNotifier::activated, &commands, [] {
        if (!answerBenchCommand())
            QCoreApplication::quit();
    });
    QCoreApplication::exec();
}

bool runMsgiServer()
{
    MsgiServerSettings settings;
    settings.mostConnections = 1'000'000;
    SystemClock clock;
    MsgiEcho echo;
    SessionRegistry registry;
    MsgiServer server(settings, clock, echo, registry);
    const auto port = server.start();
    if (!port)
        return false;
    tellBenchPort(*port);
    serveUntilTold();
    return true;
}

/// Sends every message back, by Redial's own codec on the engine.
class WebSocketEchoServer final : public StreamAcceptor
{
public:
    WebSocketEchoServer() : context_(poller_), listener_(poller_, clock_, *this) {}

    bool run()
    {
        const auto end = listener_.listen(QHostAddress(QHostAddress::LocalHost), 0);
        if (!end)
            return false;
        tellBenchPort(end->port);
        serveUntilTold();
        return true;
    }

private:
    class Peer final : public StreamHandler
    {
    public:
        Peer(WebSocketEchoServer& owner, FileDescriptor socket)
            : owner_(owner), socket_(owner.context_, *this), codec_(WebSocketRole::Server)
        {
            socket_.adopt(std::move(socket));
        }

    private:
        void onStreamBytes(StreamSocket& socket, std::string_view bytes) override
        {
            if (!codec_.isUpgraded())
                return codec_.upgrade(socket, bytes) ? void() : socket.finish();
            const auto sendBack = [&](std::string_view payload) {
                codec_.send(owner_.shared_, socket, payload);
            };
            const bool isRight = codec_.read(owner_.shared_, bytes, sendBack);
            if (!isRight)
                socket.finish();
        }
        void onStreamClosed(StreamSocket& /*socket*/, const StreamClose& /*close*/) override
        {
            owner_.peers_.erase(this);
        }

        WebSocketEchoServer& owner_;
        StreamSocket socket_;
        WebSocketCodec codec_;
    };

    void onStreamAccepted(FileDescriptor socket) override
    {
        auto made = std::make_unique<Peer>(*this, std::move(socket));
        const Peer* name = made.get();
        peers_.emplace(name, std::move(made));
    }

    SystemClock clock_;
    Poller poller_;
    StreamContext context_;
    WebSocketCodec::Shared shared_;
    StreamListener listener_;
    std::unordered_map<const Peer*, std::unique_ptr<Peer>> peers_;
};

} // namespace

bool runEngineServer(BenchFraming framing)
{
    return framing == BenchFraming::Msgi ? runMsgiServer() : WebSocketEchoServer().run();
}

} // namespace redial
