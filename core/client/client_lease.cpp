// SPDX-License-Identifier: MIT
#include "core/client/client_lease.h"

#include "core/client/msgi_client.h"
#include "core/transport/own_copy.h"

#include <utility>

namespace redial {

ClientLease::ClientLease(std::shared_ptr<LeaseDesk> desk, std::size_t client)
    : desk_(std::move(desk)), client_(client)
{
    const std::lock_guard lock(desk_->mutex);
    connection_ = desk_->connections[client_];
}

ClientLease::~ClientLease()
{
    giveBack();
}

ClientLease& ClientLease::operator=(ClientLease&& other) noexcept
{
    if (this != &other) {
        giveBack();
        desk_ = std::move(other.desk_);
        client_ = other.client_;
        connection_ = other.connection_;
    }
    return *this;
}

void ClientLease::giveBack()
{
    const std::shared_ptr<LeaseDesk> desk = std::exchange(desk_, nullptr);
    if (!desk)
        return;
    {
        const std::lock_guard lock(desk->mutex);
        desk->book.giveBack(client_);
    }
    desk->changed.notify_all();
}

bool ClientLease::isBrokenLocked() const
{
    return desk_->isClosed || !desk_->book.isUsable(client_) ||
           desk_->connections[client_] != connection_;
}

bool ClientLease::isBroken() const
{
    const std::lock_guard lock(desk_->mutex);
    return isBrokenLocked();
}

bool ClientLease::send(const QByteArray& message)
{
    const auto size = static_cast<std::size_t>(message.size());
    {
        const std::lock_guard lock(desk_->mutex);
        std::size_t& waiting = desk_->waitingBytes[client_];
        if (isBrokenLocked() || waiting + size > desk_->sendLimit)
            return false;
        waiting += size;
    }
    // Not `this`: the lease may be gone when the task runs.
    desk_->mailbox->post([desk = desk_.get(), client = client_, connection = connection_, size,
                          copy = ownCopy(message)] {
        bool isSame = false;
        {
            const std::lock_guard lock(desk->mutex);
            desk->waitingBytes[client] -= size;
            isSame = desk->connections[client] == connection;
        }
        // Nothing that was meant for one connection is sent on the next.
        if (isSame && client < desk->clients.size())
            desk->clients[client]->sendRaw(copy);
    });
    return true;
}

} // namespace redial
