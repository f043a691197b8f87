// SPDX-License-Identifier: MIT
// What a StreamSocket sends.
#include "core/net/socket_calls.h"
#include "core/net/stream_socket.h"
#include "core/net/stream_tls.h"
#include "core/net/stream_watch.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <sys/uio.h>

namespace redial {

namespace {

/// From here on a piece goes to the system from where it lies: below it copying is cheaper than a
/// call.
constexpr std::size_t largePiece = 16 * 1024;
/// What is held back within onStreamBytes() leaves when so much has gathered. Never more than the
/// high mark: what is only held back is no congestion.
std::size_t mostHeldBack(const StreamSettings& settings)
{
    return std::min<std::size_t>(64 * 1024, settings.highMark);
}

} // namespace

bool StreamSocket::mayHoldBack(std::size_t size) const
{
    return isBlocked_ || tls_ ||
           (isDelivering_ && size < largePiece &&
            pending() + size < mostHeldBack(context_.settings()));
}

bool StreamSocket::send(std::string_view head, std::string_view payload)
{
    if (state_ != State::Connected || isFinishing_ || writeError_ != 0)
        return false;
    const StreamSettings& settings = context_.settings();
    const std::size_t size = head.size() + payload.size();
    if (size > settings.outputLimit - std::min(settings.outputLimit, pending())) {
        failLater(StreamClose::Cause::OutputLimit, 0);
        return false;
    }
    if (mayHoldBack(size)) {
        keep(head, payload);
        if (tls_ && !isBlocked_ && (!isDelivering_ || pending() >= mostHeldBack(settings)))
            flush();
    } else {
        sendNow(head, payload);
    }
    if (pending() > settings.highMark)
        isCongested_ = true;
    if (!watch_ && state_ == State::Connected)
        wait();
    return state_ == State::Connected && writeError_ == 0;
}

void StreamSocket::sendNow(std::string_view head, std::string_view payload)
{
    const std::string_view waiting = output_ ? output_->view() : std::string_view();
    std::array<std::string_view, 3> pieces{waiting, head, payload};
    const std::size_t total = waiting.size() + head.size() + payload.size();
    std::size_t sent = write(pieces);
    if (writeError_ != 0)
        return;
    isBlocked_ = sent < total;
    if (output_) {
        const std::size_t taken = std::min(sent, waiting.size());
        output_->take(taken);
        sent -= taken;
    }
    const std::size_t ofHead = std::min(sent, head.size());
    keep(head.substr(ofHead), payload.substr(sent - ofHead));
    if (output_ && output_->isEmpty())
        context_.giveBuffer(std::move(output_));
}

std::size_t StreamSocket::write(std::span<const std::string_view> pieces)
{
    std::array<iovec, 3> vectors{};
    std::size_t count = 0;
    for (const std::string_view piece : pieces) {
        if (!piece.empty())
            vectors[count++] = {const_cast<char*>(piece.data()), piece.size()};
    }
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = count;
    const ssize_t sent =
        count == 1 ? ::send(socket_.get(), vectors[0].iov_base, vectors[0].iov_len, MSG_NOSIGNAL)
                   : ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL);
    if (sent >= 0)
        return static_cast<std::size_t>(sent);
    if (errno != EAGAIN && errno != EINTR)
        noteWriteError(errno);
    return 0;
}

std::size_t StreamSocket::writeTls(std::string_view bytes)
{
    const StreamTls::Result result = tls_->write(bytes);
    if (result.io == StreamTls::Io::Broken)
        noteWriteError(errno != 0 ? errno : EPIPE);
    return result.count;
}

void StreamSocket::keep(std::string_view head, std::string_view payload)
{
    if (head.empty() && payload.empty())
        return;
    if (!output_)
        output_ = context_.takeBuffer();
    output_->append(head, payload);
}

void StreamSocket::flush()
{
    while (output_ && !isBlocked_) {
        const std::string_view waiting = output_->view();
        const std::size_t sent = tls_ ? writeTls(waiting) : write(std::span(&waiting, 1));
        if (writeError_ != 0)
            return;
        output_->take(sent);
        if (output_->isEmpty())
            context_.giveBuffer(std::move(output_));
        else
            isBlocked_ = !tls_ || sent == 0;
    }
    if (isFinishing_ && !output_ && !std::exchange(isFinished_, true)) {
        if (tls_)
            tls_->finish();
        ::shutdown(socket_.get(), SHUT_WR);
    }
}

void StreamSocket::sendHeldBack()
{
    if (state_ != State::Connected || isBlocked_)
        return;
    flush();
    if (!watch_ && state_ == State::Connected)
        wait();
}

void StreamSocket::tellWritable(const Watch& watch)
{
    if (!isCongested_ || pending() > context_.settings().highMark / 2 || !watch.isOpen())
        return;
    isCongested_ = false;
    handler_->onStreamWritable(*this);
}

void StreamSocket::noteWriteError(int error)
{
    writeError_ = error;
    isBlocked_ = false;
    output_.reset();
    // Who reads learns of it behind what the peer has sent before.
    if (isReadingPaused_ || isPeerFinished_)
        failLater(error == ECONNRESET || error == EPIPE ? StreamClose::Cause::Reset
                                                        : StreamClose::Cause::NetworkError,
                  error);
}

void StreamSocket::finish()
{
    if (std::exchange(isFinishing_, true) || state_ == State::Closed)
        return;
    if (state_ == State::Connected && !isBlocked_ && !isDelivering_)
        flush();
    // The end is told once the caller is done.
    if (isFinished_ && isPeerFinished_ && !watch_)
        context_.poller().again(this);
    else if (state_ == State::Connected && !watch_)
        wait();
}

} // namespace redial
