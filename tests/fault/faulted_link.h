// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/proxy.h"
#include "core/server/central_system.h"
#include "tests/server/raw_client.h"
#include "tests/support/fault_plans.h"
#include "tests/support/log_queries.h"

namespace redial::test {

/// A WebSocket server that echoes (or a central system) behind a proxy with faults.
struct FaultedLink
{
    explicit FaultedLink(const QStringList& faults, ServerSettings settings = {})
        : server(std::move(settings))
    {
        ProxySettings proxySettings;
        proxySettings.name = QStringLiteral("test");
        proxySettings.upstream = {QStringLiteral("127.0.0.1"), server.port};
        proxySettings.faults = planOf(faults);
        proxySettings.seed = 7;
        proxy = std::make_unique<Proxy>(proxySettings, poller, pipes, clock,
                                        EventRecorder(log, clock, Source::Proxy));
        started = proxy->start().hasValue();
    }

    static ServerSettings centralSystem()
    {
        ServerSettings settings;
        settings.subprotocols = {QStringLiteral("ocpp1.6")};
        settings.behaviour = CentralSystem::factory(*parseBootAnswer(QStringLiteral("accepted")));
        return settings;
    }

    quint16 port() const { return proxy->settings().listen.port; }
    int count(EventKind kind) const { return countOf(log, kind); }
    EventNumber last(EventKind kind) const { return lastOf(log, kind); }

    ServerBench server;
    EventLog log;
    SystemClock clock;
    Poller poller;
    ProxyPipePool pipes;
    std::unique_ptr<Proxy> proxy;
    bool started = false;
};

/// The texts that a client has heard, in order.
inline QStringList textsOf(const RawClient& client)
{
    QStringList texts;
    for (const WebSocketEvent& event : client.events) {
        if (event.kind == WebSocketEvent::Kind::Text)
            texts << QString::fromStdString(event.payload);
    }
    return texts;
}

inline int countOf(const RawClient& client, WebSocketEvent::Kind kind)
{
    return int(std::count_if(client.events.begin(), client.events.end(),
                             [kind](const WebSocketEvent& event) { return event.kind == kind; }));
}

} // namespace redial::test
