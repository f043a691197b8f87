// SPDX-License-Identifier: MIT
#pragma once

#include "core/server/msgi_server.h"

namespace redial {

/// An MsgiServer on each of several threads, which share port and registry; the system shares the
/// connections out. The handler is called on all of the threads and has to be safe for that.
/// Records nothing: a log lives on one thread. Everything may be called on any one thread.
class MsgiServerGroup
{
public:
    /// `threads`: 1 and more. The handler outlives the group.
    MsgiServerGroup(MsgiServerSettings settings, std::size_t threads, MsgiServerHandler& handler);
    ~MsgiServerGroup();
    MsgiServerGroup(const MsgiServerGroup&) = delete;
    MsgiServerGroup& operator=(const MsgiServerGroup&) = delete;

    /// The port, once every thread listens. The error is that of the first thread that cannot.
    Expected<quint16, QString> start();
    /// Says DISCONNECT to everybody and listens no more.
    void stop();
    /// Returns when every thread has ended after stop().
    void wait();

    std::size_t sessionCount() const { return registry_.count(); }
    SessionRegistry& registry() { return registry_; }
    /// Of the threads that have ended: after wait() of all.
    MsgiCounters counters() const;

private:
    struct Worker;

    void run(Worker& worker);

    MsgiServerSettings settings_;
    MsgiServerHandler& handler_;
    SessionRegistry registry_;
    mutable std::mutex mutex_;
    MsgiCounters counters_;
    std::vector<std::unique_ptr<Worker>> workers_;
};

} // namespace redial
