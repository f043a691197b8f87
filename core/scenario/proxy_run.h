// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/proxy_collection.h"
#include "core/log/event_log.h"
#include "core/log/run_info.h"
#include "core/time/system_clock.h"

#include <QObject>

#include <memory>

namespace redial {

/// One run between a real client and a real server: a proxy on real sockets, from its start to its
/// end. Owns clock, log and proxy. Its log is all that anybody needs to know of it. Lives on one
/// thread; nothing blocks.
class ProxyRun final : public QObject
{
    Q_OBJECT
public:
    explicit ProxyRun(ProxySettings settings, QObject* parent = nullptr);
    ~ProxyRun() override;

    /// Begins to listen. The error is a sentence. A run begins once.
    Expected<void, QString> start();
    /// Ends every connection by FIN, records run_ended and emits ended().
    void stop();

    /// What the user may do in between: breaks every relayed connection towards both sides; a Close
    /// goes to the client. False if nobody is relayed.
    bool drop(DropKind kind);

    bool isRunning() const { return proxy() != nullptr; }
    std::size_t connectionCount() const { return proxy() ? proxy()->connectionCount() : 0; }
    std::shared_ptr<EventLog> log() const { return log_; }
    const RunInfo& info() const { return info_; }
    Clock& clock() { return clock_; }
    /// Where clients connect to; with the port that was free if any was asked for.
    HostPort address() const;
    /// Null unless it runs.
    FaultHost* faults() const;

signals:
    void ended();

private:
    Proxy* proxy() const;

    ProxySettings settings_;
    SystemClock clock_;
    std::shared_ptr<EventLog> log_;
    RunInfo info_;
    std::unique_ptr<ProxyCollection> proxies_;
};

} // namespace redial
