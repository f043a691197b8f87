// SPDX-License-Identifier: MIT
#include "core/net/stream_listener.h"

#include <cerrno>
#include <fcntl.h>

namespace redial {

namespace {

constexpr int mostInOneTurn = 64;
constexpr std::chrono::milliseconds restTime{100};

FileDescriptor spareDescriptor()
{
    return FileDescriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

} // namespace

StreamListener::StreamListener(Poller& poller, Clock& clock, StreamAcceptor& acceptor)
    : poller_(poller), clock_(clock), acceptor_(acceptor)
{
}

StreamListener::~StreamListener()
{
    stop();
    if (isGone_)
        *isGone_ = true;
}

Expected<HostPort, QString> StreamListener::listen(const QHostAddress& address, quint16 port,
                                                   const ListenOptions& options)
{
    stop();
    auto socket = listenTcp(address, port, options);
    if (!socket)
        return Unexpected{socket.error()};
    socket_ = std::move(*socket);
    spare_ = spareDescriptor();
    isAccepting_ = true;
    poller_.add(socket_.get(), poll_event::readable, this);
    return *localEnd(socket_.get());
}

void StreamListener::stop()
{
    if (!socket_.isOpen())
        return;
    clock_.cancelTimer(std::exchange(timer_, 0));
    poller_.remove(socket_.get(), this);
    socket_.close();
    spare_.close();
}

void StreamListener::setAccepting(bool on)
{
    if (!socket_.isOpen())
        return;
    isAccepting_ = on;
    watch();
}

void StreamListener::watch()
{
    const bool takes = isAccepting_ && timer_ == 0;
    poller_.change(socket_.get(), takes ? poll_event::readable : 0, this);
}

void StreamListener::onReady(std::uint32_t /*events*/)
{
    bool isGone = false;
    // Not null where the acceptor runs an event loop.
    bool* const outer = std::exchange(isGone_, &isGone);
    for (int i = 0; i < mostInOneTurn; ++i) {
        const bool goesOn = acceptOne();
        if (isGone) {
            if (outer)
                *outer = true;
            return;
        }
        if (!goesOn || !socket_.isOpen() || !isAccepting_)
            break;
    }
    isGone_ = outer;
}

bool StreamListener::acceptOne()
{
    auto accepted = acceptTcp(socket_.get());
    if (!accepted) {
        const int error = accepted.error();
        if (error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM)
            refuseOne(error);
        return error == ECONNABORTED || error == EINTR;
    }
    if (acceptor_.hasRoomForStream()) {
        acceptor_.onStreamAccepted(std::move(*accepted));
    } else {
        resetOnClose(accepted->get());
        accepted->close();
        acceptor_.onStreamRefused(StreamAcceptor::Refusal::NoRoom);
    }
    return true;
}

void StreamListener::refuseOne(int error)
{
    // The listener would stay readable, and this thread busy, for as long as none is free.
    spare_.close();
    auto accepted = error == EMFILE || error == ENFILE
                        ? acceptTcp(socket_.get())
                        : Expected<FileDescriptor, int>(Unexpected{error});
    if (!accepted)
        return rest();
    resetOnClose(accepted->get());
    accepted->close();
    spare_ = spareDescriptor();
    acceptor_.onStreamRefused(StreamAcceptor::Refusal::NoDescriptors);
}

void StreamListener::rest()
{
    timer_ = clock_.startTimer(restTime, [this] {
        timer_ = 0;
        if (!spare_.isOpen())
            spare_ = spareDescriptor();
        watch();
    });
    watch();
}

} // namespace redial
