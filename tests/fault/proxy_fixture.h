// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/proxy.h"
#include "core/time/system_clock.h"
#include "tests/support/generous_wait.h"
#include "tests/support/log_queries.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <functional>
#include <memory>
#include <vector>

namespace redial::test {

inline bool waitUntil(const std::function<bool()>& condition)
{
    return QTest::qWaitFor(condition, generousMilliseconds);
}

/// A proxy on a free port of 127.0.0.1 and the server behind it, which keeps what it accepts.
struct ProxyFixture
{
    explicit ProxyFixture(ProxySettings settings = {})
    {
        server.listen(QHostAddress::LocalHost);
        QObject::connect(&server, &QTcpServer::newConnection, &server, [this] {
            while (QTcpSocket* socket = server.nextPendingConnection())
                accepted.push_back(socket);
        });
        settings.name = QStringLiteral("test");
        if (settings.upstream.port == 0)
            settings.upstream = {QStringLiteral("127.0.0.1"), server.serverPort()};
        proxy = std::make_unique<Proxy>(settings, poller, pipes, clock,
                                        EventRecorder(log, clock, Source::Proxy));
        const auto started = proxy->start();
        startError = started ? QString() : started.error();
    }

    quint16 port() const { return proxy->settings().listen.port; }

    /// A client whose connection stands through to the server; null if that did not come about.
    std::unique_ptr<QTcpSocket> connectClient()
    {
        const std::size_t before = accepted.size();
        auto client = std::make_unique<QTcpSocket>();
        client->connectToHost(QHostAddress(QHostAddress::LocalHost), port());
        const bool stands = waitUntil([&] {
            return client->state() == QAbstractSocket::ConnectedState && accepted.size() > before;
        });
        return stands ? std::move(client) : nullptr;
    }

    int count(EventKind kind) const { return countOf(log, kind); }
    /// 0 if there is none.
    EventNumber last(EventKind kind) const { return lastOf(log, kind); }

    EventLog log;
    SystemClock clock;
    Poller poller;
    ProxyPipePool pipes;
    QTcpServer server;
    std::vector<QTcpSocket*> accepted;
    std::unique_ptr<Proxy> proxy;
    QString startError;
};

} // namespace redial::test
