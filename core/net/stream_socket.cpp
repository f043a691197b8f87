// SPDX-License-Identifier: MIT
#include "core/net/stream_socket.h"

#include "core/net/socket_calls.h"
#include "core/net/stream_tls.h"
#include "core/net/stream_watch.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <sys/socket.h>

namespace redial {

namespace {

/// Of 16 KB: a peer may go on sending.
constexpr int mostDiscards = 64;

StreamClose::Cause causeOf(int error)
{
    switch (error) {
    case ECONNREFUSED:
        return StreamClose::Cause::Refused;
    case ECONNRESET:
    case EPIPE:
        return StreamClose::Cause::Reset;
    default:
        return StreamClose::Cause::NetworkError;
    }
}

} // namespace

StreamSocket::StreamSocket(StreamContext& context, StreamHandler& handler)
    : context_(context), handler_(&handler)
{
}

StreamSocket::StreamSocket(StreamContext& context) : context_(context) {}

StreamSocket::~StreamSocket()
{
    Watch::noteDestruction(watch_);
    stopWaiting();
    if (tls_ && state_ == State::Connected && !isFinished_)
        tls_->finish();
}

void StreamSocket::useTls(const TlsContext& context, const QString& host)
{
    tls_ = std::make_unique<StreamTls>(context, host);
}

void StreamSocket::connect(const QHostAddress& address, quint16 port)
{
    auto begun = beginConnectTcp(address, port, context_.settings().options);
    if (!begun)
        return failLater(causeOf(begun.error()), begun.error());
    socket_ = std::move(*begun);
    begin(State::Connecting);
}

void StreamSocket::adopt(FileDescriptor socket)
{
    socket_ = std::move(socket);
    setOptions(socket_.get(), context_.settings().options);
    if (tls_)
        tls_->attach(socket_.get());
    begin(tls_ ? State::Handshake : State::Connected);
}

void StreamSocket::begin(State state)
{
    state_ = state;
    wait();
}

void StreamSocket::wait()
{
    std::uint32_t wanted = 0;
    if (state_ == State::Connecting)
        wanted = poll_event::writable;
    else if (state_ == State::Handshake || (!isReadingPaused_ && !isPeerFinished_))
        wanted = poll_event::readable;
    if (isBlocked_)
        wanted |= poll_event::writable;
    if (isPolled_ && wanted == waitsFor_)
        return;
    Poller& poller = context_.poller();
    const bool isAccepted = isPolled_ ? poller.change(socket_.get(), wanted, this)
                                      : poller.add(socket_.get(), wanted, this);
    if (!isAccepted)
        return failLater(StreamClose::Cause::NetworkError, errno);
    isPolled_ = true;
    waitsFor_ = wanted;
}

void StreamSocket::stopWaiting()
{
    Poller& poller = context_.poller();
    if (std::exchange(isPolled_, false))
        poller.remove(socket_.get(), this);
    else
        poller.forget(this);
}

void StreamSocket::onReady(std::uint32_t events)
{
    switch (state_) {
    case State::Failed: {
        const StreamClose failure = std::move(*failure_);
        return close(failure.cause, failure.error, failure.detail);
    }
    case State::Connecting:
        return finishConnecting();
    case State::Handshake:
        return shakeHands();
    case State::Connected:
        return exchange(events);
    case State::Idle:
    case State::Closed:
        break;
    }
}

void StreamSocket::finishConnecting()
{
    if (const int error = takeError(socket_.get()))
        return close(causeOf(error), error);
    if (!tls_)
        return becomeConnected();
    tls_->attach(socket_.get());
    state_ = State::Handshake;
    shakeHands();
}

void StreamSocket::shakeHands()
{
    const StreamTls::Result result = tls_->handshake();
    isBlocked_ = result.io == StreamTls::Io::WantsWrite;
    if (result.io == StreamTls::Io::Done)
        return becomeConnected();
    if (result.io == StreamTls::Io::Broken) {
        discardUnread();
        return close(StreamClose::Cause::TlsFailed, 0, tls_->failure());
    }
    wait();
}

/// Closing with unread bytes would send RST, which overtakes the alert that tells the peer why.
void StreamSocket::discardUnread()
{
    std::array<char, 16 * 1024> bytes;
    for (int i = 0; i < mostDiscards; ++i) {
        if (::recv(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT) <= 0)
            return;
    }
}

void StreamSocket::becomeConnected()
{
    state_ = State::Connected;
    wait();
    Watch watch(*this);
    handler_->onStreamConnected(*this);
    if (!watch.isOpen())
        return;
    // The handler may have filled the system's buffer, or paused reading.
    wait();
    // TLS may have read the peer's first bytes together with the end of its handshake.
    if (tls_)
        context_.poller().again(this);
}

void StreamSocket::exchange(std::uint32_t events)
{
    if (endsUnread(events))
        return;
    Watch watch(*this);
    if (isBlocked_ && (events & (poll_event::writable | poll_event::error)) != 0) {
        isBlocked_ = false;
        flush();
        tellWritable(watch);
        if (!watch.isOpen())
            return;
    }
    const bool mayRead = (events & ~poll_event::writable) != 0 || tls_;
    if (mayRead && !isReadingPaused_ && !isPeerFinished_)
        read(watch);
    if (!watch.isOpen())
        return;
    if (isPeerFinished_ && isFinished_)
        return close(StreamClose::Cause::EndOfStream, 0);
    wait();
}

/// The end came while nobody reads: it would be told again and again.
bool StreamSocket::endsUnread(std::uint32_t events)
{
    if ((events & (poll_event::error | poll_event::hungUp)) == 0 ||
        (!isReadingPaused_ && !isPeerFinished_))
        return false;
    const int error = (events & poll_event::error) != 0 ? takeError(socket_.get()) : 0;
    if (error != 0 || writeError_ != 0)
        close(causeOf(error != 0 ? error : writeError_), error != 0 ? error : writeError_);
    else if (isPeerFinished_ && isFinished_)
        close(StreamClose::Cause::EndOfStream, 0);
    else
        stopWaiting(); // until resumeReading()
    return true;
}

void StreamSocket::read(const Watch& watch)
{
    StreamContext& context = context_;
    std::vector<char> buffer = context.takeReadBuffer();
    std::span<char> into(buffer);
    if (allowance_ > 0)
        into = into.first(std::min<std::size_t>(into.size(), allowance_));
    const Read result = tls_ ? readTls(into) : readPlain(into);
    if (result.count > 0 && std::exchange(allowance_, 0) > 0)
        isReadingPaused_ = true;
    if (result.count > 0)
        deliver({buffer.data(), result.count}, watch);
    if (watch.isOpen())
        takeEnd(result);
    context.giveReadBuffer(std::move(buffer));
}

StreamSocket::Read StreamSocket::readPlain(std::span<char> into)
{
    const ssize_t count = ::recv(socket_.get(), into.data(), into.size(), 0);
    if (count > 0)
        return {static_cast<std::size_t>(count)};
    if (count == 0)
        return {0, writeError_ != 0 ? Read::End::Broken : Read::End::PeerFinished, writeError_};
    if (errno == EAGAIN || errno == EINTR)
        return {};
    return {0, Read::End::Broken, errno};
}

StreamSocket::Read StreamSocket::readTls(std::span<char> into)
{
    Read read;
    while (read.count < into.size()) {
        const StreamTls::Result result = tls_->read(into.subspan(read.count));
        read.count += result.count;
        if (result.io == StreamTls::Io::Done)
            continue;
        if (result.io == StreamTls::Io::WantsWrite)
            isBlocked_ = true;
        else if (result.io == StreamTls::Io::Ended)
            read.end = writeError_ != 0 ? Read::End::Broken : Read::End::PeerFinished;
        else if (result.io == StreamTls::Io::Broken)
            read.end = Read::End::Broken;
        read.error = read.end == Read::End::Broken ? errno : 0;
        return read;
    }
    // TLS may hold more than the system shows.
    read.end = Read::End::More;
    return read;
}

void StreamSocket::deliver(std::string_view bytes, const Watch& watch)
{
    const bool wasDelivering = isDelivering_;
    isDelivering_ = true;
    handler_->onStreamBytes(*this, bytes);
    if (watch.isGone())
        return;
    isDelivering_ = wasDelivering;
    if (watch.isOpen() && !isDelivering_ && !isBlocked_)
        flush();
}

void StreamSocket::takeEnd(const Read& read)
{
    switch (read.end) {
    case Read::End::None:
        return;
    case Read::End::More:
        return context_.poller().again(this);
    case Read::End::PeerFinished:
        isPeerFinished_ = true;
        return handler_->onStreamPeerFinished(*this);
    case Read::End::Broken:
        break;
    }
    const bool isTlsFault =
        tls_ && !tls_->failure().empty() && causeOf(read.error) != StreamClose::Cause::Reset;
    if (isTlsFault)
        return close(StreamClose::Cause::TlsFailed, read.error, tls_->failure());
    close(causeOf(read.error), read.error);
}

void StreamSocket::pauseReading()
{
    isReadingPaused_ = true;
    allowance_ = 0;
    if (state_ == State::Connected && !watch_)
        wait();
}

void StreamSocket::readSome(std::size_t most)
{
    resumeReading();
    constexpr std::size_t longest = std::numeric_limits<std::uint32_t>::max();
    allowance_ = static_cast<std::uint32_t>(std::clamp<std::size_t>(most, 1, longest));
}

void StreamSocket::resumeReading()
{
    allowance_ = 0;
    if (!std::exchange(isReadingPaused_, false) || state_ != State::Connected)
        return;
    if (!watch_)
        wait();
    if (tls_)
        context_.poller().again(this);
}

void StreamSocket::abort()
{
    stopWaiting();
    if (socket_.isOpen())
        resetOnClose(socket_.get());
    socket_.close();
    output_.reset();
    state_ = State::Closed;
}

void StreamSocket::failLater(StreamClose::Cause cause, int error, std::string detail)
{
    if (state_ == State::Failed || state_ == State::Closed)
        return;
    state_ = State::Failed;
    failure_ = std::make_unique<StreamClose>(StreamClose{cause, error, std::move(detail)});
    output_.reset();
    context_.poller().again(this);
}

void StreamSocket::close(StreamClose::Cause cause, int error, std::string detail)
{
    if (cause == StreamClose::Cause::OutputLimit)
        resetOnClose(socket_.get());
    stopWaiting();
    socket_.close();
    output_.reset();
    state_ = State::Closed;
    handler_->onStreamClosed(*this, {cause, error, std::move(detail)});
}

std::string StreamSocket::tlsVersion() const
{
    return tls_ ? tls_->version() : std::string();
}

std::optional<HostPort> StreamSocket::localEnd() const
{
    return redial::localEnd(socket_.get());
}

std::optional<HostPort> StreamSocket::remoteEnd() const
{
    return redial::remoteEnd(socket_.get());
}

} // namespace redial
