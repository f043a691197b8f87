// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/server_faults.h"
#include "core/server/central_system.h"
#include "tests/server/raw_client.h"
#include "tests/support/fault_plans.h"
#include "tests/support/log_queries.h"

namespace redial::test {

/// A server that plays a central system under a plan of faults, on a free port of 127.0.0.1.
class FaultyServer
{
public:
    explicit FaultyServer(const QStringList& faults, ServerSettings settings = centralSystem(),
                          bool tls = false)
        : faults_(planOf(faults), clock, Random(1), EventRecorder(log, clock, Source::Server))
    {
        settings.interceptor = faults_.factory();
        settings.tlsInterceptor = &faults_.tlsInterceptor();
        if (faults_.needsCertificates() || tls)
            settings.tls = *faults_.certificates().good();
        server_ = std::make_unique<ScriptedServer>(std::move(settings), clock,
                                                   EventRecorder(log, clock, Source::Server));
        faults_.setServer(server_.get());
        faults_.start();
        port = *server_->listen();
    }
    ~FaultyServer() { server_.reset(); }

    static ServerSettings centralSystem()
    {
        ServerSettings settings;
        settings.subprotocols = {QStringLiteral("ocpp1.6")};
        settings.behaviour = CentralSystem::factory({});
        settings.closeTimeout = std::chrono::milliseconds(200);
        return settings;
    }

    int count(EventKind kind) const { return countOf(log, kind); }

    ServerFaults& faults() { return faults_; }
    ScriptedServer& server() const { return *server_; }
    void finish() { faults_.finish(); }

    EventLog log;
    SystemClock clock;
    quint16 port = 0;

private:
    ServerFaults faults_;
    std::unique_ptr<ScriptedServer> server_;
};

} // namespace redial::test
