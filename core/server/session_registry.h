// SPDX-License-Identifier: MIT
#pragma once

#include "core/wire/msgi_control.h"

#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace redial {

/// A CONTROL payload for one session, or for all but one.
struct MsgiParcel
{
    MsgiSessionId to = 0; ///< 0: everybody
    MsgiSessionId except = 0;
    std::shared_ptr<const std::string> payload;
};

/// Where the sessions of one thread get their parcels. Any thread may post.
class MsgiMailbox
{
public:
    /// Bytes that wait at most; each parcel counts as its payload and parcelCost.
    static constexpr std::size_t limit = 64UL * 1024 * 1024;
    static constexpr std::size_t parcelCost = 128;

    virtual ~MsgiMailbox() = default;
    /// False: there is no room, or nobody to take it any more.
    virtual bool post(const MsgiParcel& parcel) = 0;
};

/// The sessions of one server, on all its threads: who is there, and messages from one to another.
/// Everything may be called on any thread; what is sent arrives in order, later, on the thread of
/// its session.
class SessionRegistry
{
public:
    void addMailbox(std::shared_ptr<MsgiMailbox> mailbox);
    void removeMailbox(const std::shared_ptr<MsgiMailbox>& mailbox);

    void add(MsgiSessionId session, const std::shared_ptr<MsgiMailbox>& mailbox);
    void rename(MsgiSessionId session, std::string clientId);
    void remove(MsgiSessionId session);

    std::size_t count() const;
    /// Absent if no session, or more than one, has that name.
    std::optional<MsgiSessionId> find(std::string_view clientId) const;

    /// To every session but its sender. `from` 0: the server itself. How many mailboxes had no
    /// room.
    std::size_t broadcast(std::string_view message, MsgiSessionId from = 0,
                          std::string_view clientId = {});
    /// False: there is no such session, or no room.
    bool sendPrivate(MsgiSessionId to, std::string_view message, MsgiSessionId from = 0,
                     std::string_view clientId = {});

private:
    struct Entry
    {
        std::shared_ptr<MsgiMailbox> mailbox;
        std::string clientId;
    };

    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<MsgiMailbox>> mailboxes_;
    std::unordered_map<MsgiSessionId, Entry> entries_;
    std::unordered_multimap<std::string, MsgiSessionId> names_;
};

} // namespace redial
