// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/file_descriptor.h"
#include "core/net/host_port.h"

#include <set>
#include <string>
#include <vector>

namespace redial {

/// Keeps the attempts to connect to a listening socket unanswered (T2, T13): by a filter below TCP
/// where the process may attach one, else by a queue that connections of our own keep full. The
/// owner of the listener stops accepting before begin() where needsFullQueue() says so, closes
/// connections from fillers() when it accepts them, and accepts again after end(). Linux.
class ListenerBlockade
{
public:
    enum class Means : std::uint8_t {
        FilterOrQueue, ///< the filter if it can be had
        Queue,
    };

    explicit ListenerBlockade(Means means);

    /// The owner must not accept while it holds.
    bool needsFullQueue() const { return needsFullQueue_; }
    /// What it does, and why so: a clause for the log.
    const std::string& means() const { return text_; }
    /// `listener` listens on `address`, at loopback if that is a wildcard.
    void begin(int listener, const HostPort& address);
    /// The same listener, if it is there still; -1 if it has gone.
    void end(int listener, int backlog = 1024);

    /// The ports that our own connections come from.
    const std::set<quint16>& fillers() const { return ports_; }

private:
    bool needsFullQueue_ = false;
    std::string text_;
    std::vector<FileDescriptor> connections_;
    std::set<quint16> ports_;
};

} // namespace redial
