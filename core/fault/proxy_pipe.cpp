// SPDX-License-Identifier: MIT
#include "core/fault/proxy_pipe.h"

#include "core/net/ignore_sigpipe.h"

#include <fcntl.h>
#include <unistd.h>

namespace redial {

ProxyPipePool::ProxyPipePool()
{
    ignoreSigpipe();
}

std::unique_ptr<ProxyPipe> ProxyPipePool::take()
{
    if (!pipes_.empty()) {
        auto pipe = std::move(pipes_.back());
        pipes_.pop_back();
        return pipe;
    }
    int ends[2];
    if (::pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0)
        return nullptr;
    // More in one call; where the system refuses, the usual 64 KiB do.
    constexpr int wantedBytes = 256 * 1024;
    (void)::fcntl(ends[0], F_SETPIPE_SZ, wantedBytes);
    return std::make_unique<ProxyPipe>(ProxyPipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])});
}

void ProxyPipePool::giveBack(std::unique_ptr<ProxyPipe> pipe)
{
    if (pipes_.size() < mostKept)
        pipes_.push_back(std::move(pipe));
}

} // namespace redial
