// SPDX-License-Identifier: MIT
#include "core/server/session_registry.h"

namespace redial {

namespace {

std::shared_ptr<const std::string> deliveryOf(MsgiDelivery::Way way, MsgiSessionId from,
                                              std::string_view clientId, std::string_view message)
{
    std::string payload;
    appendMsgiControl(payload, MsgiDelivery{way, from, clientId, message});
    return std::make_shared<const std::string>(std::move(payload));
}

void eraseName(std::unordered_multimap<std::string, MsgiSessionId>& names, const std::string& name,
               MsgiSessionId session)
{
    const auto [first, last] = names.equal_range(name);
    for (auto at = first; at != last; ++at) {
        if (at->second == session) {
            names.erase(at);
            return;
        }
    }
}

} // namespace

void SessionRegistry::addMailbox(std::shared_ptr<MsgiMailbox> mailbox)
{
    const std::lock_guard lock(mutex_);
    mailboxes_.push_back(std::move(mailbox));
}

void SessionRegistry::removeMailbox(const std::shared_ptr<MsgiMailbox>& mailbox)
{
    const std::lock_guard lock(mutex_);
    std::erase(mailboxes_, mailbox);
}

void SessionRegistry::add(MsgiSessionId session, const std::shared_ptr<MsgiMailbox>& mailbox)
{
    const std::lock_guard lock(mutex_);
    entries_.emplace(session, Entry{mailbox, {}});
}

void SessionRegistry::rename(MsgiSessionId session, std::string clientId)
{
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(session);
    if (found == entries_.end())
        return;
    eraseName(names_, found->second.clientId, session);
    if (!clientId.empty())
        names_.emplace(clientId, session);
    found->second.clientId = std::move(clientId);
}

void SessionRegistry::remove(MsgiSessionId session)
{
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(session);
    if (found == entries_.end())
        return;
    eraseName(names_, found->second.clientId, session);
    entries_.erase(found);
}

std::size_t SessionRegistry::count() const
{
    const std::lock_guard lock(mutex_);
    return entries_.size();
}

std::optional<MsgiSessionId> SessionRegistry::find(std::string_view clientId) const
{
    const std::lock_guard lock(mutex_);
    const auto [first, last] = names_.equal_range(std::string(clientId));
    if (first == last || std::next(first) != last)
        return std::nullopt;
    return first->second;
}

std::size_t SessionRegistry::broadcast(std::string_view message, MsgiSessionId from,
                                       std::string_view clientId)
{
    const MsgiParcel parcel{0, from,
                            deliveryOf(MsgiDelivery::Way::Broadcast, from, clientId, message)};
    const std::lock_guard lock(mutex_);
    std::size_t full = 0;
    for (const auto& mailbox : mailboxes_)
        full += mailbox->post(parcel) ? 0 : 1;
    return full;
}

bool SessionRegistry::sendPrivate(MsgiSessionId to, std::string_view message, MsgiSessionId from,
                                  std::string_view clientId)
{
    const MsgiParcel parcel{to, 0, deliveryOf(MsgiDelivery::Way::Private, from, clientId, message)};
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(to);
    return found != entries_.end() && found->second.mailbox->post(parcel);
}

} // namespace redial
