// SPDX-License-Identifier: MIT
#include "core/client/client_pool.h"

#include "core/time/system_clock.h"

#include <QEventLoop>

#include <utility>

namespace redial {

ClientPool::ClientPool(Settings settings, MessageHandler onMessage)
    : settings_(std::move(settings))
    , onMessage_(std::move(onMessage))
    , desk_(std::make_shared<LeaseDesk>(settings_.size, settings_.sendLimit))
    , thread_([this] { run(); })
{
}

ClientPool::~ClientPool()
{
    {
        const std::lock_guard lock(desk_->mutex);
        desk_->isClosed = true;
    }
    desk_->changed.notify_all();
    desk_->mailbox->post([this] { loop_->quit(); });
    thread_.join();
}

void ClientPool::run()
{
    QEventLoop loop;
    loop_ = &loop;
    SystemClock clock;
    std::vector<std::unique_ptr<EventLog>> logs;
    std::vector<std::unique_ptr<MsgiClient>> clients;
    MsgiClientConfiguration configuration = settings_.client;
    configuration.connection.recordsMessages = false;
    for (std::size_t i = 0; i < settings_.size; ++i) {
        logs.push_back(std::make_unique<EventLog>());
        clients.push_back(
            std::make_unique<MsgiClient>(configuration, clock, Random(settings_.seed + i),
                                         EventRecorder(*logs.back(), clock, Source::Client)));
        desk_->clients.push_back(clients.back().get());
        follow(i, *clients.back());
        clients.back()->start(settings_.url);
    }
    {
        ThreadMailboxReceiver receiver(desk_->mailbox);
        loop.exec();
    }
    for (const auto& client : clients)
        client->stop();
    desk_->clients.clear();
}

void ClientPool::follow(std::size_t index, MsgiClient& client)
{
    Connection* const connection = &client.connection();
    QObject::connect(connection, &Connection::online, connection, [this, index] {
        {
            const std::lock_guard lock(desk_->mutex);
            ++desk_->connections[index];
            desk_->book.setUsable(index, true);
        }
        desk_->changed.notify_all();
    });
    QObject::connect(connection, &Connection::offline, connection, [this, index] {
        const std::lock_guard lock(desk_->mutex);
        desk_->book.setUsable(index, false);
    });
    if (onMessage_)
        client.setMessageHandler(
            [this, index](const QByteArray& message) { onMessage_(index, message); });
}

std::optional<ClientLease> ClientPool::acquire(std::chrono::milliseconds limit)
{
    std::unique_lock lock(desk_->mutex);
    const LeaseBook::Ticket ticket = desk_->book.wait();
    std::optional<LeaseBook::Client> client;
    const bool isSettled = desk_->changed.wait_for(lock, limit, [&] {
        client = desk_->book.take(ticket);
        return client.has_value() || desk_->isClosed;
    });
    if (!client) {
        desk_->book.leave(ticket);
        lock.unlock();
        if (!isSettled)
            desk_->changed.notify_all();
        return std::nullopt;
    }
    lock.unlock();
    return ClientLease(desk_, *client);
}

std::size_t ClientPool::idle() const
{
    const std::lock_guard lock(desk_->mutex);
    return desk_->book.idle();
}

std::size_t ClientPool::leased() const
{
    const std::lock_guard lock(desk_->mutex);
    return desk_->book.leased();
}

std::size_t ClientPool::waiting() const
{
    const std::lock_guard lock(desk_->mutex);
    return desk_->book.waiting();
}

} // namespace redial
