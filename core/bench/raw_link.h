// SPDX-License-Identifier: MIT
#pragma once

#include "core/bench/raw_frames.h"
#include "core/net/file_descriptor.h"

#include <vector>

namespace redial {

/// One connection of the baseline, behind an epoll descriptor: level-triggered, one read for each
/// readiness, one write for all that a read has given.
class RawLink
{
public:
    RawLink(FileDescriptor socket, int epoll, std::uint64_t number);

    /// Reads once. `shared` is read into while nothing of the link's own is kept. Gives what has
    /// come so far; absent: the connection has ended.
    std::optional<std::string_view> read(std::vector<char>& shared);
    /// The beginning of what read() gave was dealt with; the rest is kept.
    void consume(std::size_t count);

    /// Sends the bytes, and keeps what the system does not take.
    void send(std::string_view bytes);
    void sendKept();

    int descriptor() const { return socket_.get(); }
    void reset();

private:
    void watch(bool writable);

    FileDescriptor socket_;
    int epoll_;
    std::uint64_t number_;
    std::vector<char> kept_; ///< the beginning of a frame
    std::size_t keptSize_ = 0;
    std::string_view given_;
    std::string unsent_;
};

} // namespace redial
