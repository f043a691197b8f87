// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/net/file_descriptor.h"
#include "core/net/host_port.h"
#include "core/net/poll_handler.h"
#include "core/net/stream_close.h"
#include "core/net/stream_context.h"
#include "core/net/stream_handler.h"
#include "core/net/tls_context.h"

#include <memory>
#include <optional>
#include <span>

class QHostAddress;

namespace redial {

class StreamTls;

/// One non-blocking TCP connection of many, plain or TLS, behind the Poller of its context. Made
/// for ten thousands of them: no QObject, no buffer while idle. Never calls its handler from within
/// a call of its own; lives on the thread of the Poller. Destroying it closes the connection
/// without a word to the handler.
class StreamSocket final : public PollHandler
{
public:
    StreamSocket(StreamContext& context, StreamHandler& handler);
    /// setHandler() follows in the turn of the event loop that adopts or connects.
    explicit StreamSocket(StreamContext& context);
    ~StreamSocket();
    StreamSocket(const StreamSocket&) = delete;
    StreamSocket& operator=(const StreamSocket&) = delete;

    /// Who is told from now on; also within a call to the one before.
    void setHandler(StreamHandler& handler) { handler_ = &handler; }

    /// To be called before connect() or adopt(): the connection is TLS. `host`: whose certificate
    /// is asked for; of no meaning on the server's side.
    void useTls(const TlsContext& context, const QString& host = {});
    /// Once: either of the two. The handler is told how it went.
    void connect(const QHostAddress& address, quint16 port);
    /// Takes a socket that is connected, for example of a StreamListener.
    void adopt(FileDescriptor socket);

    /// Sends the bytes, or keeps what the system does not take now. False if nothing more can be
    /// sent: before it is connected, after finish() and abort(), once it has ended, and when the
    /// output limit is exceeded, which ends it.
    bool send(std::string_view bytes) { return send(bytes, {}); }
    /// The two in a row. Of large ones nothing is copied if the system takes them.
    bool send(std::string_view head, std::string_view payload);
    /// Within onStreamBytes(): what was sent so far leaves now, in a packet of its own.
    void sendHeldBack();
    /// Bytes that wait to be sent.
    std::size_t pending() const { return output_ ? output_->size() : 0; }
    /// More waits than the high mark: onStreamWritable() tells when there is room again.
    bool isCongested() const { return isCongested_; }

    /// Nothing is read, and so the peer is slowed down, until resumeReading().
    void pauseReading();
    void resumeReading();
    /// Reads at most so many bytes, as soon as there are some, and then pauses.
    void readSome(std::size_t most);

    /// FIN after what waits to be sent; reading goes on. The end is told when the peer has finished
    /// too.
    void finish();
    /// RST at once. The handler is not told.
    void abort();

    /// May be read and written: connected, TLS handshake over, not ended.
    bool isConnected() const { return state_ == State::Connected; }
    bool isTls() const { return tls_ != nullptr; }
    /// "TLSv1.3"; empty without TLS.
    std::string tlsVersion() const;
    /// Absent if it has no such end.
    std::optional<HostPort> localEnd() const;
    std::optional<HostPort> remoteEnd() const;
    /// -1 before connect() and after the end.
    int descriptor() const { return socket_.get(); }

    void onReady(std::uint32_t events) override;

private:
    enum class State : std::uint8_t { Idle, Connecting, Handshake, Connected, Failed, Closed };
    class Watch;
    struct Read
    {
        enum class End : std::uint8_t { None, More, PeerFinished, Broken };
        std::size_t count = 0;
        End end = End::None;
        int error = 0;
    };

    void begin(State state);
    void finishConnecting();
    void shakeHands();
    void discardUnread();
    void becomeConnected();
    void exchange(std::uint32_t events);
    bool endsUnread(std::uint32_t events);
    void read(const Watch& watch);
    Read readPlain(std::span<char> into);
    Read readTls(std::span<char> into);
    void deliver(std::string_view bytes, const Watch& watch);
    void takeEnd(const Read& read);

    bool mayHoldBack(std::size_t size) const;
    void sendNow(std::string_view head, std::string_view payload);
    std::size_t write(std::span<const std::string_view> pieces);
    std::size_t writeTls(std::string_view bytes);
    void keep(std::string_view head, std::string_view payload);
    void flush();
    void tellWritable(const Watch& watch);
    void noteWriteError(int error);

    void wait();
    void stopWaiting();
    void failLater(StreamClose::Cause cause, int error, std::string detail = {});
    void close(StreamClose::Cause cause, int error, std::string detail = {});

    StreamContext& context_;
    StreamHandler* handler_ = nullptr;
    std::unique_ptr<StreamBuffer> output_; ///< absent while nothing waits
    std::unique_ptr<StreamTls> tls_;
    std::unique_ptr<StreamClose> failure_; ///< still to be told
    Watch* watch_ = nullptr;               ///< the innermost one, while a handler runs
    FileDescriptor socket_;
    std::uint32_t waitsFor_ = 0;  ///< what the Poller was asked for
    int writeError_ = 0;          ///< errno; what came before it can still be read
    std::uint32_t allowance_ = 0; ///< of readSome(); 0 is no bound
    State state_ = State::Idle;
    bool isPolled_ = false; ///< the Poller knows the socket
    bool isReadingPaused_ = false;
    bool isPeerFinished_ = false;
    bool isFinishing_ = false; ///< finish() was called
    bool isFinished_ = false;  ///< FIN was sent
    bool isBlocked_ = false;   ///< the system takes nothing now
    bool isCongested_ = false;
    bool isDelivering_ = false; ///< within onStreamBytes(): what is sent waits for its end
};

} // namespace redial
