// SPDX-License-Identifier: MIT
#pragma once

#include "core/client/msgi_client.h"
#include "core/server/msgi_server.h"
#include "core/time/system_clock.h"
#include "core/verdict/judge.h"

#include <QtTest>

namespace redial::test {

using namespace std::chrono_literals;

inline constexpr int clientPatience = 30'000;

inline PipelineSettings everyStage()
{
    PipelineSettings settings;
    settings.compression = PayloadCompression::Zstd;
    settings.encryptionKey = [] { return std::string(32, 'e'); };
    settings.authenticationKey = [] { return std::string(32, 'a'); };
    return settings;
}

/// A server on this thread, which echoes.
class EchoServer
{
public:
    explicit EchoServer(const PipelineSettings& pipeline = {}, TlsContext::Shared tls = {})
    {
        MsgiServerSettings settings;
        settings.pipeline = pipeline;
        settings.tls = std::move(tls);
        server = std::make_unique<MsgiServer>(settings, clock, handler, registry);
        const auto started = server->start();
        if (!started)
            qFatal("%s", qPrintable(started.error()));
        url = QUrl(QStringLiteral("%1://127.0.0.1:%2")
                       .arg(settings.tls ? QStringLiteral("msgis") : QStringLiteral("msgi"))
                       .arg(*started));
    }
    /// Lets everybody go by RST, and its port refuses.
    void vanish()
    {
        server->stopListening();
        for (const MsgiSessionId id : server->sessionIds())
            server->session(id)->drop();
    }
    void comeBack() { QVERIFY(server->start()); }

    SystemClock clock;
    MsgiEcho handler;
    SessionRegistry registry;
    std::unique_ptr<MsgiServer> server;
    QUrl url;
};

inline MsgiClientConfiguration quick()
{
    MsgiClientConfiguration configuration;
    configuration.connection.policy.initialBackoff = 20ms;
    configuration.connection.policy.maxBackoff = 100ms;
    configuration.connection.policy.resumeDelay = 0ms;
    return configuration;
}

/// A client, and what it heard.
class ListeningClient
{
public:
    explicit ListeningClient(const MsgiClientConfiguration& configuration = quick())
        : client(configuration, clock, Random(1), EventRecorder(log, clock, Source::Client))
    {
        client.setMessageHandler([this](const QByteArray& message) { messages << message; });
    }
    int count(EventKind kind) const
    {
        int found = 0;
        for (EventNumber number = 1; number <= log.size(); ++number)
            found += log.header(number).kind == kind ? 1 : 0;
        return found;
    }
    /// Stops, waits, and gives the verdict of one oracle.
    OracleOutcome judged(std::string_view id)
    {
        client.stop();
        if (!QTest::qWaitFor(
                [&] {
                    return count(EventKind::Disconnected) > 0 &&
                           client.connection().controller().state() ==
                               ConnectionState::Disconnected;
                },
                clientPatience))
            return OracleOutcome::NotExercised;
        // Nothing here is about time, and the machine may be slow.
        VerdictContext context;
        context.tolerance = std::chrono::hours(1);
        for (const OracleResult& result : judge(log, context)) {
            if (result.outcome == OracleOutcome::Fail)
                qWarning("%s: %s", result.id.data(), qPrintable(result.explanation));
            if (result.id == id)
                outcome_ = result.outcome;
            hasFailed = hasFailed || result.outcome == OracleOutcome::Fail;
        }
        return outcome_;
    }

    SystemClock clock;
    EventLog log;
    MsgiClient client;
    QList<QByteArray> messages;
    bool hasFailed = false;

private:
    OracleOutcome outcome_ = OracleOutcome::NotExercised;
};

} // namespace redial::test
