// SPDX-License-Identifier: MIT
#pragma once

#include "core/transport/in_memory_peer.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <variant>

namespace redial {

/// How the server side answers one connect.
struct InMemoryAnswer
{
    struct Accept
    {
        QString subprotocol;
        /// Frames that come right behind the answer.
        std::string rest;
    };
    /// The attempt ends with this: refused, HTTP status with Retry-After, TLS failure, …
    struct Refuse
    {
        CloseInfo info;
    };
    /// Takes the connection and never answers the upgrade: the connect timeout has to find it.
    struct Silent
    {
    };
    std::variant<Accept, Refuse, Silent> answer;
    /// How much later than usual it comes.
    std::chrono::nanoseconds after{};
};

/// The place where InMemoryTransports find their server. Every way takes `latency`, so a connect
/// takes twice that. Deterministic on a VirtualClock. Belongs to its clock's thread; must outlive
/// the transports that use it, and its clock must outlive it.
class InMemoryNetwork : public QObject
{
    Q_OBJECT
public:
    using Admission = std::function<InMemoryAnswer(quint32 connection, const TransportRequest&)>;

    explicit InMemoryNetwork(Clock& clock, QObject* parent = nullptr);
    ~InMemoryNetwork() override;

    Clock& clock() const { return clock_; }
    void setLatency(std::chrono::nanoseconds latency) { latency_ = latency; }
    std::chrono::nanoseconds latency() const { return latency_; }
    /// Asked for each connect that arrives. Without one, every connect is accepted with the first
    /// subprotocol that was offered.
    void setAdmission(Admission admission) { admission_ = std::move(admission); }

    /// Connections that stand, in the order in which they came.
    std::vector<std::shared_ptr<InMemoryPeer>> peers() const;

    /// A connect reaches the server; called by the client's end.
    void arrive(const TransportRequest& request, const std::shared_ptr<InMemoryLink>& link);

signals:
    /// A connection was accepted. What the peer sends in this slot follows the client's opened().
    void connected(const std::shared_ptr<redial::InMemoryPeer>& peer);

private:
    void answer(quint32 connection, const TransportRequest& request, const InMemoryAnswer& decision,
                const std::shared_ptr<InMemoryLink>& link);
    void accept(quint32 connection, const TransportRequest& request,
                const InMemoryAnswer::Accept& answer, const std::shared_ptr<InMemoryLink>& link);

    Clock& clock_;
    std::chrono::nanoseconds latency_{0};
    Admission admission_;
    quint32 lastConnection_ = 0;
    std::map<quint32, std::shared_ptr<InMemoryPeer>> peers_;
    std::set<TimerId> late_; ///< answers that have yet to be given
};

} // namespace redial
