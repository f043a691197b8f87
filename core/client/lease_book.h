// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace redial {

/// Who has which of a fixed number of clients, and who waits for one: in the order in which they
/// came. A client is handed out only while it is usable, the one that has been idle longest first.
/// Pure: no threads, clock or sockets; ClientPool guards it.
class LeaseBook
{
public:
    using Client = std::size_t;
    using Ticket = std::uint64_t;

    /// None is usable yet.
    explicit LeaseBook(std::size_t clients) : clients_(clients) {}

    void setUsable(Client client, bool usable);
    /// A place at the end of the line.
    Ticket wait();
    /// The client that this place has got, once; absent while it waits.
    std::optional<Client> take(Ticket ticket);
    /// Gives a place up; what it had got goes to the next.
    void leave(Ticket ticket);
    /// Precondition: leased.
    void giveBack(Client client);

    std::size_t idle() const { return idle_.size(); }
    std::size_t waiting() const { return line_.size(); }
    std::size_t leased() const;
    bool isUsable(Client client) const { return clients_[client].isUsable; }

private:
    struct State
    {
        bool isUsable = false;
        bool isLeased = false;
    };

    void enter(Client client);
    void handOut();

    std::vector<State> clients_;
    std::deque<Client> idle_;
    std::deque<Ticket> line_;
    std::map<Ticket, Client> granted_;
    Ticket last_ = 0;
};

} // namespace redial
