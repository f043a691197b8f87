// SPDX-License-Identifier: MIT
#include "core/net/stream_handler.h"

#include "core/net/stream_socket.h"

namespace redial {

void StreamHandler::onStreamPeerFinished(StreamSocket& socket)
{
    socket.finish();
}

} // namespace redial
