// SPDX-License-Identifier: MIT
#include "core/net/stream_handover.h"

#include "core/net/stream_listener.h"

#include <QPointer>

namespace redial {

StreamHandover::StreamHandover(StreamAcceptor& acceptor, QObject* parent)
    : QObject(parent), acceptor_(acceptor)
{
}

void StreamHandover::give(FileDescriptor socket)
{
    const std::lock_guard guard(mutex_);
    waiting_.push_back(std::move(socket));
    // Within the lock: take() cannot have ended, nor this object with it.
    if (!std::exchange(isWoken_, true))
        QMetaObject::invokeMethod(this, "take", Qt::QueuedConnection);
}

void StreamHandover::take()
{
    std::vector<FileDescriptor> taken;
    {
        const std::lock_guard guard(mutex_);
        isWoken_ = false;
        taken.swap(waiting_);
    }
    // A call may destroy this object, and the acceptor with it.
    const QPointer<StreamHandover> self(this);
    for (FileDescriptor& socket : taken) {
        if (!self)
            return;
        if (acceptor_.hasRoomForStream())
            acceptor_.onStreamAccepted(std::move(socket));
        else
            acceptor_.onStreamRefused(StreamAcceptor::Refusal::NoRoom);
    }
}

} // namespace redial
