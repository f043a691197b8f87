// SPDX-License-Identifier: MIT
#include "core/net/stream_watch.h"

namespace redial {

StreamSocket::Watch::Watch(StreamSocket& socket) : socket_(socket), outer_(socket.watch_)
{
    socket.watch_ = this;
}

StreamSocket::Watch::~Watch()
{
    if (!isGone_)
        socket_.watch_ = outer_;
}

void StreamSocket::Watch::noteDestruction(Watch* innermost)
{
    for (Watch* watch = innermost; watch != nullptr; watch = watch->outer_)
        watch->isGone_ = true;
}

} // namespace redial
