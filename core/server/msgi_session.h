// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/stream_socket.h"
#include "core/net/timer_wheel.h"
#include "core/server/msgi_counters.h"
#include "core/server/msgi_server_settings.h"
#include "core/wire/msgi_control.h"
#include "core/wire/msgi_reader.h"

#include <map>

namespace redial {

class MsgiRawLink;
class MsgiServerHandler;
class MsgiSession;
class SessionRegistry;

/// What the sessions of one thread share. Outlives them.
struct MsgiSessionShare
{
    const MsgiServerSettings& settings;
    Clock& clock;
    StreamContext& streams;
    TimerWheel& wheel;
    MsgiServerHandler& handler;
    SessionRegistry& registry;
    const EventRecorder* recorder; ///< absent: nothing is recorded
    PipelineMaker pipelines;
    MsgiCounters counters = {};
    /// For frames that come in parts: see MsgiReader::giveBuffer().
    std::string spare = {};
};

/// Whom a session tells about its life; it may be destroyed after onSessionGone() has returned,
/// not within it.
class MsgiSessionOwner
{
public:
    /// It counts from now on.
    virtual void onSessionBegun(MsgiSession& session) = 0;
    /// It counts no more; its last bytes may still be on their way.
    virtual void onSessionEnded(MsgiSession& session) = 0;
    /// The socket is gone.
    virtual void onSessionGone(MsgiSession& session) = 0;

protected:
    ~MsgiSessionOwner() = default;
};

/// One client of an MsgiServer: MsgiSessionMachine over a StreamSocket. Costs well under a kilobyte
/// while idle. Lives on its server's thread, until some time after its disconnect handler ran.
class MsgiSession final : private StreamHandler, private WheelHandler
{
public:
    MsgiSession(MsgiSessionShare& share, MsgiSessionOwner& owner, MsgiSessionId id);
    ~MsgiSession();
    MsgiSession(const MsgiSession&) = delete;
    MsgiSession& operator=(const MsgiSession&) = delete;

    MsgiSessionId id() const { return id_; }
    /// As the client named itself; empty until it did.
    const std::string& clientId() const { return clientId_; }
    const std::string& remoteAddress() const { return remoteAddress_; }
    quint16 remotePort() const { return remotePort_; }
    MonotonicTime connectTime() const { return connectTime_; }
    /// When the last frame came.
    MonotonicTime lastActivity() const { return state_.lastReceived; }
    bool isOpen() const { return state_.canSend(); }
    /// Bytes that wait for the client to read.
    std::size_t waitingBytes() const { return socket_.pending(); }
    /// More waits than the high mark: nothing is read from the client meanwhile.
    bool isCongested() const { return socket_.isCongested(); }

    /// The application's own; empty if nothing is kept under the key.
    std::string_view data(const std::string& key) const;
    void setData(const std::string& key, std::string value);

    /// A DATA frame. False if it cannot be sent: the session has ended, the frame would exceed the
    /// message limit, or the pipeline refused (which ends the session).
    bool send(std::string_view message);
    /// One frame of many messages. False as for send().
    bool sendBatch(std::span<const std::string> messages);
    /// A CONTROL frame with a payload of appendMsgiControl(). False as for send().
    bool sendControl(std::string_view payload);
    /// DISCONNECT; ends when the client's comes or when it does not come in time. Within the TLS
    /// handshake as drop().
    void disconnect(std::string_view reason = {});
    /// FIN without DISCONNECT, after what waits.
    void endStream();
    /// RST.
    void drop();

    /// What its payloads pass, for what sends damage on purpose; null: nothing.
    PayloadPipeline* pipeline() const { return pipeline_.get(); }

    /// Takes the connection over; without room the client is told so and let go.
    void start(FileDescriptor socket, bool hasRoom);

private:
    friend class MsgiRawLink;

    void onStreamConnected(StreamSocket& socket) override;
    void onStreamBytes(StreamSocket& socket, std::string_view bytes) override;
    void onStreamPeerFinished(StreamSocket& socket) override;
    void onStreamWritable(StreamSocket& socket) override;
    void onStreamClosed(StreamSocket& socket, const StreamClose& close) override;
    void onWheelTimer(std::uint32_t tag) override;

    bool isShaking() const { return stage_ == Stage::Shaking || stage_ == Stage::Refused; }
    void dropShaking(std::string_view why);
    void begin();
    bool makePipeline();
    void intercept();
    void readFrames(std::string_view bytes);
    void takeFrame(const MsgiFrame& frame, MonotonicTime now);
    void take(const MsgiInput& input) { take(input, {}, share_.clock.now()); }
    void take(const MsgiInput& input, std::string_view payload, MonotonicTime now);
    void carryOut(const MsgiEffect& effect, MsgiType type, std::string_view payload);
    void deliver(MsgiType type, std::string_view payload);
    void takeMessage(std::string_view message);
    void takeControl(std::string_view payload);
    void obey(const MsgiHello& hello);
    /// False if the message, handed on, is longer than a frame; the client has been told.
    bool canHandOn(MsgiDelivery::Way way, std::string_view message);
    void obey(const MsgiBroadcast& broadcast);
    void obey(const MsgiPrivate& message);
    void obey(MsgiBatch batch);
    void obey(const MsgiWelcome& welcome);
    void obey(const MsgiDelivery& delivery);
    void fail(MsgiInput::Kind kind, MsgiErrorCode code, std::string sentence);
    void sendError(MsgiErrorCode code);
    void noteError(std::string_view payload);
    void noteIgnored();

    /// Through the pipeline. False as for send().
    bool sendThrough(MsgiType type, std::string_view payload);
    bool fits(std::string_view payload) const;
    bool writeThrough(MsgiType type, std::string_view payload);
    bool write(MsgiType type, std::string_view payload);
    bool writeBytes(std::string_view head, std::string_view payload);
    void noteCongestion();
    /// For whoever interferes.
    void setHeldUnread(bool held);
    void updateReading();

    void end(MsgiEnd why, bool atOnce);
    void gone();
    void arm();
    std::optional<MonotonicTime> nextDue() const;

    void recordEnd(const CloseInfo& info);
    void recordMessage(EventKind kind, MsgiType type, std::string_view message) const;
    void countError(MsgiErrorCode code);
    void record(EventKind kind, std::initializer_list<Field> fields) const;

    enum class Stage : std::uint8_t { Shaking, Refused, Begun, Ended, Gone };

    MsgiSessionShare& share_;
    MsgiSessionOwner& owner_;
    MsgiSessionId id_;
    StreamSocket socket_;
    MsgiReader reader_;
    MsgiSessionState state_;
    TimerWheel::Timer timer_ = 0;
    MonotonicTime armedFor_{};
    MonotonicTime connectTime_{};
    /// Of the handshake, of the stall, or of lingering.
    std::optional<MonotonicTime> deadline_;
    std::unique_ptr<PayloadPipeline> pipeline_; ///< absent: payloads pass as they are
    std::unique_ptr<MsgiRawLink> raw_;          ///< absent: nobody interferes
    std::unique_ptr<std::map<std::string, std::string>> data_;
    std::string clientId_;
    std::string remoteAddress_;
    /// Of the error that is being told, or of the peer's or our DISCONNECT.
    std::string sentence_;
    quint16 remotePort_ = 0;
    Stage stage_ = Stage::Shaking;
    bool isStalled_ = false;
    bool isHeldUnread_ = false;
    bool toldIgnored_ = false;
};

} // namespace redial
