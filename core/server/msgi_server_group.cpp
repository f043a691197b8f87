// SPDX-License-Identifier: MIT
#include "core/server/msgi_server_group.h"

#include "core/time/system_clock.h"
#include "core/transport/thread_mailbox.h"

#include <QEventLoop>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <future>
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
    std::shared_ptr<ThreadMailbox> mailbox = std::make_shared<ThreadMailbox>();
    MsgiServer* server = nullptr; ///< while it runs
    MsgiCounters counters;        ///< of its servers that have ended
};

namespace {

/// Tells, once it is destroyed, whether what it waits for was done.
class Notice
{
public:
    std::future<bool> told() { return promise_.get_future(); }
    ~Notice() { promise_.set_value(isDone_); }
    void noteDone() { isDone_ = true; }

private:
    std::promise<bool> promise_;
    bool isDone_ = false;
};

/// While it lives, threads that are begun take no signals: those are for the one that begins them.
class SignalsHeldBack
{
public:
    SignalsHeldBack()
    {
        sigset_t every;
        sigfillset(&every);
        pthread_sigmask(SIG_SETMASK, &every, &before_);
    }
    ~SignalsHeldBack() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsHeldBack(const SignalsHeldBack&) = delete;
    SignalsHeldBack& operator=(const SignalsHeldBack&) = delete;

private:
    sigset_t before_{};
};

} // namespace

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
    const SignalsHeldBack heldBack;
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
    isListening_ = true;
    return settings_.port;
}

void MsgiServerGroup::run(Worker& worker)
{
    // A socket notifier needs the dispatcher that the thread's first event loop makes.
    const QEventLoop dispatching;
    const ThreadMailboxReceiver calls(worker.mailbox);
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
    const std::lock_guard lock(worker.mutex);
    worker.server = nullptr;
    worker.counters += server.counters();
}

void MsgiServerGroup::stop()
{
    isListening_ = false;
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

bool MsgiServerGroup::isRunning() const
{
    return std::ranges::any_of(workers_, [](const auto& worker) {
        const std::lock_guard lock(worker->mutex);
        return worker->server != nullptr;
    });
}

bool MsgiServerGroup::callOn(Worker& worker, const std::function<void(MsgiServer&)>& action)
{
    auto notice = std::make_shared<Notice>();
    std::future<bool> told = notice->told();
    {
        const std::lock_guard lock(worker.mutex);
        MsgiServer* const server = worker.server;
        if (server == nullptr)
            return false;
        // A thread that ends first drops the call, and the notice with it.
        worker.mailbox->post([server, &action, notice = std::move(notice)] {
            action(*server);
            notice->noteDone();
        });
    }
    return told.get();
}

void MsgiServerGroup::forEachServer(const std::function<void(MsgiServer&)>& action)
{
    for (const auto& worker : workers_)
        callOn(*worker, action);
}

MsgiCounters MsgiServerGroup::counters() const
{
    MsgiCounters sum;
    for (const auto& worker : workers_) {
        const auto add = [&sum, &worker = *worker](const MsgiCounters& running) {
            const std::lock_guard lock(worker.mutex);
            sum += worker.counters;
            sum += running;
        };
        // On the thread itself: there its server does not end between the two.
        if (!callOn(*worker, [&](const MsgiServer& server) { add(server.counters()); }))
            add({});
    }
    return sum;
}

} // namespace redial
