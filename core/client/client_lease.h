// SPDX-License-Identifier: MIT
#pragma once

#include "core/client/lease_book.h"
#include "core/transport/thread_mailbox.h"

#include <QByteArray>

#include <condition_variable>
#include <memory>
#include <mutex>

namespace redial {

class MsgiClient;

/// What a pool's thread and its leases share. Thread-safe by its mutex; the mailbox by its own.
struct LeaseDesk
{
    LeaseDesk(std::size_t count, std::size_t limit)
        : book(count), connections(count), waitingBytes(count), sendLimit(limit)
    {
    }

    mutable std::mutex mutex;
    std::condition_variable changed;
    LeaseBook book;
    /// Of each client: counts its connections, so that a lease knows its own.
    std::vector<std::uint32_t> connections;
    std::vector<std::size_t> waitingBytes;
    const std::size_t sendLimit;
    bool isClosed = false;
    /// Tasks for the pool's thread.
    std::shared_ptr<ThreadMailbox> mailbox = std::make_shared<ThreadMailbox>();
    /// Touched on the pool's thread alone; null entries after its end.
    std::vector<MsgiClient*> clients;
};

/// One client of a pool, until it goes out of scope: then it returns by itself. Movable. Broken as
/// soon as the client has lost the connection that it had when it was lent out, also if it has a
/// new one since: what was agreed on the old one is gone. Used on one thread at a time.
class ClientLease
{
public:
    ClientLease(std::shared_ptr<LeaseDesk> desk, std::size_t client);
    ~ClientLease();
    ClientLease(ClientLease&& other) noexcept = default;
    ClientLease& operator=(ClientLease&& other) noexcept;
    ClientLease(const ClientLease&) = delete;
    ClientLease& operator=(const ClientLease&) = delete;

    /// A message of its own frame. True promises no more than that it was handed on to the pool's
    /// thread. False, and nothing is sent, if it is broken or too much waits.
    bool send(const QByteArray& message);
    bool isBroken() const;
    /// The client's number in the pool, from 0.
    std::size_t client() const { return client_; }

private:
    void giveBack();
    bool isBrokenLocked() const;

    std::shared_ptr<LeaseDesk> desk_; ///< null once moved from
    std::size_t client_ = 0;
    std::uint32_t connection_ = 0;
};

} // namespace redial
