// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/held_output.h"
#include "core/fault/ocpp_fault_messages.h"
#include "core/fault/server_faults.h"

#include <deque>
#include <map>
#include <set>

namespace redial {

/// Does the faults of a ServerFaults on one connection: tells the schedule what passes, and acts
/// when it says so. Its ServerFaults outlives it.
class ServerFaultLink final : public ConnectionInterceptor
{
public:
    ServerFaultLink(ServerFaults& faults, const ServerLinkFacts& facts);
    ~ServerFaultLink() override;

    void accepted(RawConnection& connection) override;
    UpgradeReply upgrade(RawConnection& connection, const UpgradeOffer& offer,
                         UpgradeReply usual) override;
    void opened(RawConnection& connection) override;
    bool swallows(RawConnection& connection, const WebSocketEvent& event) override;
    void handled(RawConnection& connection, const WebSocketEvent& event) override;
    bool takesMessage(RawConnection& connection, const QString& text) override;
    bool takesBytes(RawConnection& connection, std::string_view bytes) override;
    void closed() override;

    /// The schedule says so.
    void begin(FaultIndex fault);
    void end(FaultIndex fault);

private:
    const Fault& faultAt(FaultIndex index) const;
    void bitten(FaultIndex fault, const std::string& detail);
    void later(std::chrono::nanoseconds delay, std::function<void()> action);
    /// The faults that are about this message; the others begin when it has passed.
    std::vector<FaultIndex> messageFaults(const FaultSchedule::Effects& effects);
    FaultMessage messageOf(FaultDirection direction, FaultOpcode opcode, const QString& text);
    /// One that is no OCPP: of a feed, it has the action of its type.
    static FaultMessage feedMessageOf(FaultMessage message);
    std::optional<std::vector<DelayedText>> answerUnder(const Fault& fault, const QString& text);
    void noteCall(const OcppMessage& call);

    void beginStream(FaultIndex index);
    void beginMsgi(FaultIndex index);
    void sendMsgiBytes(FaultIndex index);
    /// Nothing is taken from the client any more, by a filter below TCP where that can be had.
    void goDeaf(FaultIndex index);
    void goMute(FaultIndex index);
    void readSlowly(FaultIndex index);
    void noteActivity();
    void watchIdle(FaultIndex index);
    void forget(FaultIndex index);
    void beginOpen(FaultIndex index);
    /// As the client reads them: no send buffer holds what has no end.
    void streamHeaders(std::string bytes, bool ends);
    void sendBytes(FaultIndex index);
    void sendCalls(FaultIndex index);
    void sendFeedPings(FaultIndex index);
    void demandPongs(FaultIndex index);
    bool swallowsPing(const WebSocketEvent& event);
    bool swallowsClose(const WebSocketEvent& event);
    void sendLater(const std::vector<DelayedText>& texts);
    /// The state of that id which holds now.
    std::optional<FaultIndex> holding(std::string_view id) const;
    OcppVersion version() const;

    ServerFaults& faults_;
    FaultConnectionFacts facts_;
    RawConnection* connection_ = nullptr;
    std::unique_ptr<HeldOutput> output_;
    std::set<FaultIndex> states_;
    /// Those that keep the socket from being read, and whether a filter does it.
    std::map<FaultIndex, bool> deaf_;
    std::set<FaultIndex> mute_;
    MonotonicTime lastActivity_{};
    std::optional<FaultIndex> upgradeFault_;
    FaultSchedule::Effects afterEvent_;
    std::set<TimerId> timers_;
    /// The latest CALLs of the client: id and action.
    std::deque<std::pair<QString, QString>> calls_;
    std::uint64_t pongs_ = 0;
    std::uint64_t callNumber_ = 0;
};

} // namespace redial
