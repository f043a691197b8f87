// SPDX-License-Identifier: MIT
#pragma once

#include "core/client/client_lease.h"
#include "core/client/msgi_client.h"

#include <thread>

class QEventLoop;

namespace redial {

/// Several MSGI clients of one server on a thread of the pool's own, lent out to any thread. Each
/// client regains its link by the policy; while it is offline it is not handed out. Thread-safe:
/// acquire(), counts, and each lease on the thread that has it. The pool is made and destroyed on
/// one thread; leases may outlive it, and are broken then.
class ClientPool
{
public:
    /// On the pool's thread, with the number of the client, from 0; must not block.
    using MessageHandler = std::function<void(std::size_t client, const QByteArray& message)>;

    struct Settings
    {
        std::size_t size = 4;
        QUrl url;
        MsgiClientConfiguration client;
        std::uint64_t seed = 1;
        /// Bytes that may wait for one client to be sent; a lease refuses more.
        std::size_t sendLimit = 4 * 1024 * 1024;
    };

    /// Begins to connect at once. Precondition: the size is at least 1.
    explicit ClientPool(Settings settings, MessageHandler onMessage = {});
    /// Ends all connections in good order, without waiting for the server.
    ~ClientPool();
    ClientPool(const ClientPool&) = delete;
    ClientPool& operator=(const ClientPool&) = delete;

    /// Waits in line until a client is free, as long as the limit at most. Absent if none was, or
    /// if the pool is being destroyed. Not from a handler of the pool: it would wait for itself.
    std::optional<ClientLease> acquire(std::chrono::milliseconds limit);

    /// Online and not lent out; lent out; callers in line.
    std::size_t idle() const;
    std::size_t leased() const;
    std::size_t waiting() const;

private:
    void run();
    void follow(std::size_t index, MsgiClient& client);

    Settings settings_;
    MessageHandler onMessage_;
    std::shared_ptr<LeaseDesk> desk_;
    QEventLoop* loop_ = nullptr; ///< on the pool's thread alone
    std::thread thread_;
};

} // namespace redial
