// SPDX-License-Identifier: MIT
#include "core/client/lease_book.h"

#include <algorithm>
#include <cassert>

namespace redial {

void LeaseBook::setUsable(Client client, bool usable)
{
    if (clients_[client].isUsable == usable)
        return;
    clients_[client].isUsable = usable;
    if (usable)
        enter(client);
    else
        idle_.erase(std::remove(idle_.begin(), idle_.end(), client), idle_.end());
}

LeaseBook::Ticket LeaseBook::wait()
{
    line_.push_back(++last_);
    handOut();
    return last_;
}

std::optional<LeaseBook::Client> LeaseBook::take(Ticket ticket)
{
    const auto found = granted_.find(ticket);
    if (found == granted_.end())
        return std::nullopt;
    const Client client = found->second;
    granted_.erase(found);
    return client;
}

void LeaseBook::leave(Ticket ticket)
{
    line_.erase(std::remove(line_.begin(), line_.end(), ticket), line_.end());
    if (const auto client = take(ticket))
        giveBack(*client);
}

void LeaseBook::giveBack(Client client)
{
    assert(clients_[client].isLeased);
    clients_[client].isLeased = false;
    if (clients_[client].isUsable)
        enter(client);
}

std::size_t LeaseBook::leased() const
{
    return static_cast<std::size_t>(std::count_if(
        clients_.begin(), clients_.end(), [](const State& state) { return state.isLeased; }));
}

void LeaseBook::enter(Client client)
{
    if (clients_[client].isLeased)
        return;
    idle_.push_back(client);
    handOut();
}

void LeaseBook::handOut()
{
    while (!line_.empty() && !idle_.empty()) {
        const Client client = idle_.front();
        idle_.pop_front();
        clients_[client].isLeased = true;
        granted_[line_.front()] = client;
        line_.pop_front();
    }
}

} // namespace redial
