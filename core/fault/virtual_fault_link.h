// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/fault_schedule.h"
#include "core/fault/virtual_message_line.h"
#include "core/server/in_memory_server_link.h"
#include "core/wire/ocpp_message.h"

#include <QPointer>

#include <deque>
#include <functional>
#include <set>

namespace redial {

class VirtualFaults;

/// The faults of one connection in memory: what holds there, the messages that are kept, and what
/// is sent to break it. Belongs to its VirtualFaults, which outlives it.
class VirtualFaultLink
{
public:
    VirtualFaultLink(VirtualFaults& faults, quint32 number);
    ~VirtualFaultLink();
    VirtualFaultLink(const VirtualFaultLink&) = delete;
    VirtualFaultLink& operator=(const VirtualFaultLink&) = delete;

    /// It was accepted: what came before that acts now.
    void opened(InMemoryServerLink& link);
    void begin(FaultIndex index);
    void end(FaultIndex index);
    /// The server is about to send this. True: it is sent from here, or not at all.
    bool takesMessage(const QString& text);
    /// Its client's machine has slept.
    void lose();
    /// Lets pass what nothing holds back.
    void settle();
    /// Null before it was accepted.
    InMemoryPeer* peer() const { return peer_.data(); }

private:
    const Fault& faultAt(FaultIndex index) const;
    std::optional<FaultIndex> holding(std::string_view id) const;
    void bitten(FaultIndex index, const std::string& detail);
    void later(std::chrono::nanoseconds delay, std::function<void()> action);

    void act(FaultIndex index);
    void beginState(FaultIndex index);
    void sendBytes(FaultIndex index);
    void sendCalls(FaultIndex index);
    void demandPongs(FaultIndex index);
    void flap(FaultIndex index, bool passes);
    void watchIdle(FaultIndex index);
    void setDelays();
    std::chrono::nanoseconds delayOf(FaultDirection direction);

    void onText(const QString& text);
    void onControl(FaultOpcode opcode);
    void onPing(const QByteArray& payload);
    void onClose(std::uint16_t code);
    FaultMessage messageOf(FaultDirection direction, const QString& text);
    /// What it does to this message; what is left to do behind it is given back.
    FaultSchedule::Effects treat(const FaultMessage& message, VirtualMessageLine& line);
    void change(const std::vector<FaultIndex>& faults, const FaultMessage& message,
                VirtualMessageLine& line);
    OcppVersion version() const;

    VirtualFaults& faults_;
    quint32 number_;
    InMemoryServerLink* link_ = nullptr;
    QPointer<InMemoryPeer> peer_;
    QObject context_; ///< what the peer says comes no more when this goes
    bool isLost_ = false;
    std::set<FaultIndex> states_; ///< those that hold, or wait for the peer
    std::set<FaultIndex> shut_;   ///< those of them that let nothing pass now
    std::set<TimerId> timers_;
    std::deque<std::pair<QString, QString>> calls_; ///< ids and actions of the client's
    MonotonicTime lastActivity_;
    std::uint64_t pongs_ = 0;
    std::uint64_t callNumber_ = 0;
    VirtualMessageLine toServer_;
    VirtualMessageLine toClient_;
};

} // namespace redial
