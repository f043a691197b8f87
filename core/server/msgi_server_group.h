// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/msgi_server.h"

#include <functional>

namespace redial {

/// An MsgiServer on each of several threads, which share port and registry; the system shares the
/// connections out. The handler is called on all of the threads and has to be safe for that.
/// Records nothing: a log lives on one thread. Everything may be called on any one thread that is
/// none of its own; its threads take no signals of the process.
class MsgiServerGroup
{
public:
    /// `threads`: 1 and more. The handler outlives the group.
    MsgiServerGroup(MsgiServerSettings settings, std::size_t threads, MsgiServerHandler& handler);
    ~MsgiServerGroup();
    MsgiServerGroup(const MsgiServerGroup&) = delete;
    MsgiServerGroup& operator=(const MsgiServerGroup&) = delete;

    /// The port, once every thread listens. The error is that of the first thread that cannot.
    /// Again after wait(), at the same port.
    Expected<quint16, QString> start();
    /// Says DISCONNECT to everybody and listens no more.
    void stop();
    /// Returns when every thread has ended after stop().
    void wait();

    /// Started, and not stopped since.
    bool isListening() const { return isListening_; }
    /// Some of its threads still serve, if only clients that are leaving.
    bool isRunning() const;
    quint16 port() const { return settings_.port; }
    const QHostAddress& address() const { return settings_.address; }
    std::size_t sessionCount() const { return registry_.count(); }
    SessionRegistry& registry() { return registry_; }
    /// The sum over all threads, since the first start().
    MsgiCounters counters() const;
    /// Calls it for the server of one thread after the other, each on its thread, and returns
    /// afterwards. Servers that have ended are left out.
    void forEachServer(const std::function<void(MsgiServer&)>& action);

private:
    struct Worker;

    void run(Worker& worker);
    /// False if the thread has ended.
    static bool callOn(Worker& worker, const std::function<void(MsgiServer&)>& action);

    MsgiServerSettings settings_;
    MsgiServerHandler& handler_;
    SessionRegistry registry_;
    bool isListening_ = false;
    std::vector<std::unique_ptr<Worker>> workers_;
};

} // namespace redial
