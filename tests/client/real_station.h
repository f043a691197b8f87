// SPDX-License-Identifier: MIT
#pragma once

#include "core/client/client.h"
#include "core/server/central_system.h"
#include "core/server/scripted_server.h"
#include "core/time/system_clock.h"
#include "core/transport/precise_websocket_transport.h"
#include "core/transport/qwebsocket_transport.h"
#include "tests/support/generous_wait.h"

#include <QStringList>

#include <memory>
#include <vector>

namespace redial::test {

/// A station and its server in this process, on real sockets on 127.0.0.1. What the server's
/// behaviour received is kept.
class RealStation
{
public:
    struct Settings
    {
        bool precise = true;
        ReconnectPolicy policy;
        SessionPolicy session;
        PeerScript script;
        std::chrono::seconds heartbeatInterval{1};
        /// Instead of a central system that answers everything.
        BehaviourFactory behaviour;
    };

    explicit RealStation(Settings settings)
        : server_(serverSettings(settings), clock_, EventRecorder(log_, clock_, Source::Server))
        , client_(connection(settings), sessionConfiguration(settings), transport(settings.precise),
                  clock_, Random(7), EventRecorder(log_, clock_, Source::Client))
    {
    }

    bool start()
    {
        const auto port = server_.listen();
        if (!port)
            return false;
        QUrl url = server_.url();
        url.setPath(QStringLiteral("/CP-1"));
        return client_.connection().start(url);
    }

    EventLog& log() { return log_; }
    SystemClock& clock() { return clock_; }
    ScriptedServer& server() { return server_; }
    Client& client() { return client_; }
    Connection& connection() { return client_.connection(); }
    Session& session() { return *client_.session(); }
    /// Every text that any connection's behaviour received.
    const QStringList& received() const { return *received_; }

    int count(EventKind kind, Source source = Source::Client) const
    {
        return int(numbers(kind, source).size());
    }
    std::vector<EventNumber> numbers(EventKind kind, Source source = Source::Client) const
    {
        std::vector<EventNumber> found;
        for (EventNumber number = 1; number <= log_.size(); ++number) {
            if (log_.header(number).kind == kind && log_.header(number).source == source)
                found.push_back(number);
        }
        return found;
    }
    MonotonicTime time(EventNumber number) const { return log_.header(number).time; }

private:
    /// Keeps what arrives, then answers as a central system does.
    class Keeping final : public PeerBehaviour
    {
    public:
        Keeping(std::unique_ptr<PeerBehaviour> inner, std::shared_ptr<QStringList> received)
            : inner_(std::move(inner)), received_(std::move(received))
        {
        }
        void opened(ServerLink& link) override { inner_->opened(link); }
        void text(ServerLink& link, const QString& message) override
        {
            *received_ << message;
            inner_->text(link, message);
        }

    private:
        std::unique_ptr<PeerBehaviour> inner_;
        std::shared_ptr<QStringList> received_;
    };

    ServerSettings serverSettings(const Settings& settings)
    {
        ServerSettings server;
        server.subprotocols = {QStringLiteral("ocpp1.6")};
        server.script = settings.script;
        BootAnswer boot;
        boot.interval = settings.heartbeatInterval;
        server.behaviour = [inner = settings.behaviour ? settings.behaviour
                                                       : CentralSystem::factory(boot),
                            received = received_](const ServerLinkFacts& facts) {
            return std::make_unique<Keeping>(inner(facts), received);
        };
        return server;
    }
    static ConnectionConfiguration connection(const Settings& settings)
    {
        ConnectionConfiguration configuration;
        configuration.policy = settings.policy;
        return configuration;
    }
    static SessionConfiguration sessionConfiguration(const Settings& settings)
    {
        SessionConfiguration configuration;
        configuration.policy = settings.session;
        return configuration;
    }
    std::unique_ptr<Transport> transport(bool precise)
    {
        if (precise)
            return std::make_unique<PreciseWebSocketTransport>(clock_);
        return std::make_unique<QWebSocketTransport>(clock_);
    }

    EventLog log_;
    SystemClock clock_;
    std::shared_ptr<QStringList> received_ = std::make_shared<QStringList>();
    ScriptedServer server_;
    Client client_;
};

} // namespace redial::test
