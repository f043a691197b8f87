// SPDX-License-Identifier: MIT
#include "core/server/msgi_server_group.h"

#include "core/time/system_clock.h"

#include <QEventLoop>

#include <condition_variable>
#include <thread>

namespace redial {

/// One thread, and what it shares with the others under the mutex. A std::thread, not a QThread:
/// its end is a join, which a race detector sees.
struct MsgiServerGroup::Worker
{
    MsgiServer::Place place;
    std::thread thread;
    std::mutex mutex;
    std::condition_variable begun;
    std::optional<Expected<quint16, QString>> result;
    MsgiServer* server = nullptr; ///< while it runs
};

MsgiServerGroup::MsgiServerGroup(MsgiServerSettings settings, std::size_t threads,
                                 MsgiServerHandler& handler)
    : settings_(std::move(settings)), handler_(handler)
{
    for (std::size_t i = 0; i < threads; ++i) {
        workers_.push_back(std::make_unique<Worker>());
        workers_.back()->place = {i, threads};
    }
    // Each thread gets its share of what the whole takes.
    settings_.mostConnections = (settings_.mostConnections + threads - 1) / threads;
}

MsgiServerGroup::~MsgiServerGroup()
{
    stop();
    wait();
}

Expected<quint16, QString> MsgiServerGroup::start()
{
    for (const auto& worker : workers_) {
        worker->result.reset();
        worker->thread = std::thread([this, &worker = *worker] { run(worker); });
        std::unique_lock lock(worker->mutex);
        worker->begun.wait(lock, [&worker = *worker] { return worker.result.has_value(); });
        if (!*worker->result) {
            const QString error = worker->result->error();
            lock.unlock();
            stop();
            wait();
            return Unexpected{error};
        }
        settings_.port = **worker->result;
    }
    return settings_.port;
}

void MsgiServerGroup::run(Worker& worker)
{
    // A socket notifier needs the dispatcher that the thread's first event loop makes.
    const QEventLoop dispatching;
    SystemClock clock;
    MsgiServer server(settings_, clock, handler_, registry_, std::nullopt, worker.place);
    const auto started = server.start();
    {
        const std::lock_guard lock(worker.mutex);
        worker.result = started;
        worker.server = started ? &server : nullptr;
    }
    worker.begun.notify_one();
    server.wait();
    {
        const std::lock_guard lock(worker.mutex);
        worker.server = nullptr;
    }
    const std::lock_guard lock(mutex_);
    counters_ += server.counters();
}

void MsgiServerGroup::stop()
{
    for (const auto& worker : workers_) {
        const std::lock_guard lock(worker->mutex);
        if (worker->server != nullptr)
            QMetaObject::invokeMethod(worker->server, "stopNow", Qt::QueuedConnection);
    }
}

void MsgiServerGroup::wait()
{
    for (const auto& worker : workers_)
        if (worker->thread.joinable())
            worker->thread.join();
}

MsgiCounters MsgiServerGroup::counters() const
{
    const std::lock_guard lock(mutex_);
    return counters_;
}

} // namespace redial
