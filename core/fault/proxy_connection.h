// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/due_queue.h"
#include "core/fault/proxy_connector.h"
#include "core/fault/proxy_settings.h"
#include "core/fault/proxy_stream.h"
#include "core/log/event_recorder.h"
#include "core/wire/close_info.h"

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

protected:
    ~ProxyConnectionOwner() = default;
};

/// One client of a proxy and its connection to the upstream. Connects, relays both directions,
/// passes FIN and RST on. Records what it sees as its proxy's recorder says, its number as the
/// epoch.
class ProxyConnection final : public ProxyEndpointOwner, public DueQueue::Item
{
public:
    ProxyConnection(std::uint32_t number, FileDescriptor client, const ProxySettings& settings,
                    const ProxySurroundings& surroundings, EventRecorder recorder,
                    ProxyConnectionOwner& owner);
    ~ProxyConnection();

    void start();
    void addToxic(const Toxic& toxic);
    void updateToxic(const Toxic& toxic);
    void removeToxic(const Toxic& toxic);
    /// Both sides get FIN, or RST. `detail` says why.
    void close(const std::string& detail);
    void reset(const std::string& detail);

    std::uint32_t number() const { return number_; }
    const EventRecorder& recorder() const { return recorder_; }
    /// Bytes that came from, and that were handed to, the two sides.
    std::uint64_t bytesReceived(StreamDirection stream) const;
    std::uint64_t bytesSent(StreamDirection stream) const;

private:
    enum class State : std::uint8_t { Connecting, Relaying, Lingering, Finished };

    void onEndpointReady(ProxyEndpoint& endpoint) override;
    void onDue() override;
    void onConnected(FileDescriptor socket);
    void onConnectFailed(const ProxyConnectFailure& failure);

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
    std::unique_ptr<ProxyEndpoint> client_;
    std::unique_ptr<ProxyEndpoint> server_;
    std::array<ProxyStream, 2> streams_;
    std::array<bool, 2> endNoted_{};
    std::optional<MonotonicTime> deadline_;
    CloseInfo end_;
    bool pumping_ = false;
};

} // namespace redial
