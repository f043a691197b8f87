// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace redial::test {

/// TCP segments with data that the socket has received so far: how the sender has cut its bytes,
/// however the reader reads them.
inline int dataSegmentsReceived(qintptr socket)
{
    tcp_info info{};
    socklen_t size = sizeof info;
    return ::getsockopt(int(socket), IPPROTO_TCP, TCP_INFO, &info, &size) == 0
               ? int(info.tcpi_data_segs_in)
               : -1;
}

} // namespace redial::test
