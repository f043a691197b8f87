// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/random.h"
#include "core/fault/fault.h"
#include "core/fault/fault_schedule.h"
#include "core/fault/faulted_port.h"
#include "core/fault/listener_blockade.h"
#include "core/time/clock.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace redial {

/// Does to a whole server, or proxy, what the faults of its listener and of its process do: the
/// port goes, stays silent or does not accept; the server restarts, is a lame duck, or loses a part
/// of its connections. A frozen process (P3) freezes its connections through the owner. Owns
/// neither clock nor port; without a port nothing happens.
class ServerWideFaults
{
public:
    /// Tells that a fault changed something, and what: a clause.
    using Bitten = std::function<void(FaultIndex fault, const std::string& detail)>;

    ServerWideFaults(Clock& clock, Bitten bitten);
    ~ServerWideFaults();

    void setPort(FaultedPort* port) { port_ = port; }
    /// For tests and systems without filters: T2 by the full queue alone.
    void setBlockadeMeans(ListenerBlockade::Means means) { means_ = means; }
    void begin(FaultIndex index, const Fault& fault, Random& random);
    void end(FaultIndex index, const Fault& fault);
    /// A fault wants the port closed: whoever would open it leaves that to the fault.
    bool keepsClosed() const { return !closedBy_.empty(); }
    /// The port was opened: what holds begins there.
    void listens();
    /// Cancels whatever is planned, and listens again if a fault has closed the port.
    void finish();

private:
    void flap(FaultIndex index, const Fault& fault, bool down);
    void blockade(FaultIndex index, ListenerBlockade::Means means);
    void block(ListenerBlockade& blockade);
    void endBlockade(FaultIndex index);
    void restart(FaultIndex index, const Fault& fault);
    void beLame(FaultIndex index, const Fault& fault);
    void changeBackends(FaultIndex index, const Fault& fault, Random& random);
    void endAll(const QString& how, std::uint16_t code);
    void closePort(FaultIndex index);
    void openPort(FaultIndex index);
    void openPortLater(FaultIndex index, std::chrono::nanoseconds delay, bool elsewhere);
    void listen();
    void holdAccepting(FaultIndex index, bool hold);
    void later(std::chrono::nanoseconds delay, std::function<void()> action);

    Clock& clock_;
    Bitten bitten_;
    FaultedPort* port_ = nullptr;
    ListenerBlockade::Means means_ = ListenerBlockade::Means::FilterOrQueue;
    std::map<FaultIndex, TimerId> flaps_;
    std::map<FaultIndex, ListenerBlockade> blockades_;
    std::set<FaultIndex> notAccepting_;
    std::set<TimerId> timers_;
    std::set<FaultIndex> closedBy_;
};

} // namespace redial
