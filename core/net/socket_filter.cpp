// SPDX-License-Identifier: MIT
#include "core/net/socket_filter.h"

#include "core/net/file_descriptor.h"
#include "core/net/socket_calls.h"

#include <cerrno>
#include <linux/filter.h>
#include <sys/socket.h>

namespace redial {

bool dropIncoming(int descriptor)
{
    sock_filter dropEverything{BPF_RET | BPF_K, 0, 0, 0};
    const sock_fprog program{1, &dropEverything};
    return ::setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) == 0;
}

void passIncoming(int descriptor)
{
    const int unused = 0;
    static_cast<void>(
        ::setsockopt(descriptor, SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof unused));
}

QString socketFilterObstacle()
{
    const FileDescriptor probe(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (probe.isOpen() && dropIncoming(probe.get()))
        return {};
    return errorText(errno);
}

} // namespace redial
