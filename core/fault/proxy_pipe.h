// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/file_descriptor.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace redial {

/// A pipe that bytes pass through from socket to socket without being copied (splice(2)).
struct ProxyPipe
{
    FileDescriptor readEnd;
    FileDescriptor writeEnd;
};

/// Empty pipes for all connections of one thread: a connection has one only while bytes are on
/// their way through it, so that an idle one costs none. Making the pool ignores SIGPIPE for the
/// process unless it is handled: splice(2) to a socket that was reset cannot be told not to send
/// it.
class ProxyPipePool
{
public:
    ProxyPipePool();

    /// Null if the process has no descriptors left.
    std::unique_ptr<ProxyPipe> take();
    /// Precondition: the pipe is empty.
    void giveBack(std::unique_ptr<ProxyPipe> pipe);

private:
    static constexpr std::size_t mostKept = 16;

    std::vector<std::unique_ptr<ProxyPipe>> pipes_;
};

} // namespace redial
