// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/due_queue.h"
#include "core/fault/proxy_connector.h"
#include "core/fault/proxy_faults.h"
#include "core/fault/proxy_inspection.h"
#include "core/fault/proxy_settings.h"
#include "core/fault/proxy_stream.h"
#include "core/log/event_recorder.h"
#include "core/wire/close_info.h"
#include "core/wire/drop_kind.h"

#include <array>
#include <memory>

namespace redial {

class ProxyConnection;

/// What the connections of one proxy share.
struct ProxySurroundings
{
    Poller& poller;
    ProxyPipePool& pipes;
    DueQueue& dueQueue;
    Clock& clock;
};

/// Whom a connection tells of itself.
class ProxyConnectionOwner
{
public:
    /// The connection is over; it is not destroyed within the call.
    virtual void onConnectionFinished(ProxyConnection& connection) = 0;
    /// A toxic has changed something on this connection for the first time.
    virtual void onToxicBit(ProxyConnection& connection, StreamDirection stream,
                            const QString& toxic) = 0;
    /// The upgrade names a station, and the WebSocket is open.
    virtual void onIdentified(ProxyConnection& connection) = 0;
    /// Another client comes with the same request (P9) and stays for so long; its connection's
    /// number. Absent if that cannot be.
    virtual std::optional<std::uint32_t> comeAgain(const ProxyConnection& connection,
                                                   std::chrono::nanoseconds hold) = 0;
    virtual ProxyFaults& faults() = 0;

protected:
    ~ProxyConnectionOwner() = default;
};

/// One client of a proxy and its connection to the upstream. Connects, relays both directions,
/// passes FIN and RST on. Records what it sees as its proxy's recorder says, its number as the
/// epoch.
class ProxyConnection final : public ProxyEndpointOwner,
                              public ProxyInspectionOwner,
                              public DueQueue::Item
{
public:
    ProxyConnection(std::uint32_t number, FileDescriptor client, const ProxySettings& settings,
                    const ProxySurroundings& surroundings, EventRecorder recorder,
                    ProxyConnectionOwner& owner);
    ~ProxyConnection();

    /// Its client is one of the proxy's own: plain, and P9 does not act on it. Before start().
    void setOwn() { isOwn_ = true; }
    void start();
    void addToxic(const Toxic& toxic);
    void updateToxic(const Toxic& toxic);
    void removeToxic(const Toxic& toxic);
    /// Both sides get FIN, or RST. `detail` says why.
    void close(const std::string& detail);
    void reset(const std::string& detail);
    /// As an order from outside, or a fault of the whole server, says; `code` is that of a Close.
    /// A Close without a WebSocket is FIN.
    void drop(DropKind kind, std::uint16_t code, const std::string& detail);

    /// What a fault of the plan does to this connection; see ProxyFaultActor.
    std::optional<std::string> beginFault(FaultIndex index, const PlannedFault& fault);
    void endFault(FaultIndex index, const PlannedFault& fault);

    std::uint32_t number() const { return number_; }
    /// The station's id, the last segment of the path; empty until it is known.
    const QString& identity() const { return facts_.station; }
    /// The side that ended it first; empty if that was a fault, or nobody yet.
    const std::string& endedBy() const { return endedBy_; }
    /// The head of the upgrade's request without extensions; empty until it was read.
    const std::string& request() const { return request_; }
    const EventRecorder& recorder() const { return recorder_; }
    /// Bytes that came from, and that were handed to, the two sides.
    std::uint64_t bytesReceived(StreamDirection stream) const;
    std::uint64_t bytesSent(StreamDirection stream) const;

private:
    enum class State : std::uint8_t { Connecting, Relaying, Lingering, Finished };

    struct HeldFault
    {
        FaultIndex index;
        PlannedFault fault;
    };
    struct PlannedEnd
    {
        MonotonicTime at;
        StreamEnd end;
        std::string detail;
    };
    /// T15: what a middlebox forgets.
    struct Idle
    {
        FaultIndex index;
        Fault fault;
        MonotonicTime since;
        bool isOver = false;
    };
    /// W27: the proxy's own pings.
    struct PongDemand
    {
        FaultIndex index;
        PlannedFault fault;
        MonotonicTime next;
        std::optional<MonotonicTime> due;
    };
    /// Since when nothing passes one way or the other, and who has noticed (E3).
    struct HalfOpen
    {
        std::string fault;
        MonotonicTime since;
        std::array<bool, 2> noticed{};
    };

    void onEndpointReady(ProxyEndpoint& endpoint) override;
    void onPasses(StreamDirection direction, std::string_view bytes, MonotonicTime now) override;
    void onEndPasses(StreamDirection direction, StreamEnd end, MonotonicTime now) override;
    void onUpgradeRequest(const UpgradeOffer& offer) override;
    void onWebSocketOpened() override;
    MessageTreatment onMessagePasses(const InspectedMessage& message) override;
    void onMessagePassed() override;

    void connect();
    std::vector<StreamDirection> directionsOf(const PlannedFault& fault) const;
    std::optional<std::string> beginStream(FaultIndex index, const PlannedFault& fault);
    std::optional<std::string> beginAct(FaultIndex index, const PlannedFault& fault);
    /// Puts the fault's frames in, now or when the message that is on its way has passed.
    std::optional<std::string> putInSoon(FaultIndex index, const PlannedFault& fault);
    std::optional<std::string> putIn(const PlannedFault& fault);
    void putInWaiting();
    void demandPongs(MonotonicTime now);
    void treatHeld(MessageTreatment& treatment, const FollowedMessage& message);
    void swallowClose(const HeldFault& held);
    void endLater(std::chrono::nanoseconds delay, StreamEnd end, const std::string& detail);
    void endNow(StreamEnd end, const std::string& detail);
    void noteActivity();
    void forgetIdle(MonotonicTime now);
    void noteNoticed(StreamDirection source, const char* how);
    void onDue() override;
    void onConnected(FileDescriptor socket);
    void onConnectFailed(const ProxyConnectFailure& failure);
    /// Relays once both sides are established, or gives up.
    void awaitTls();
    void onTlsFailed(const std::string& detail);
    void recordTls(const ProxyEndpoint& endpoint, const char* side);

    ProxyStream& stream(StreamDirection direction)
    {
        return streams_[static_cast<std::size_t>(direction)];
    }
    const ProxyStream& stream(StreamDirection direction) const
    {
        return streams_[static_cast<std::size_t>(direction)];
    }
    void pump();
    ProxyStream::Progress pumpBoth();
    bool isGivenUp(ProxyStream::Progress progress) const;
    void noteSourceEnds();
    void tellBitten();
    void linger();
    void drain();
    void scheduleNext();
    void finish(const CloseInfo& info);

    std::uint32_t number_;
    const ProxySettings& settings_;
    ProxySurroundings surroundings_;
    EventRecorder recorder_;
    ProxyConnectionOwner& owner_;
    State state_ = State::Connecting;
    std::unique_ptr<ProxyConnector> connector_;
    /// A plain socket until the handshake with the client begins.
    std::unique_ptr<ProxyEndpoint> client_;
    std::unique_ptr<ProxyEndpoint> server_;
    std::array<ProxyStream, 2> streams_;
    std::array<bool, 2> endNoted_{};
    std::optional<MonotonicTime> deadline_;
    CloseInfo end_;
    bool pumping_ = false;
    std::unique_ptr<ProxyInspection> inspection_;
    FaultConnectionFacts facts_;
    std::vector<HeldFault> heldFaults_;
    ProxyFaults::Effects afterMessage_;
    std::vector<FaultIndex> callsAfterMessage_;
    std::vector<HeldFault> waitingFrames_;
    ProxyOwnFrames ownFrames_;
    std::optional<PongDemand> pongDemand_;
    std::optional<PlannedEnd> plannedEnd_;
    std::optional<Idle> idle_;
    std::optional<HalfOpen> halfOpen_;
    std::array<std::uint64_t, 2> toldBytes_{};
    std::string endedBy_;
    std::string request_;
    bool isOwn_ = false;
    bool isWithheld_ = false; ///< accepted, and nothing more
};

} // namespace redial
