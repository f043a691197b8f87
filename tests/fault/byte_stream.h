// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/random.h"
#include "core/net/file_descriptor.h"

#include <cstdint>
#include <string>

namespace redial::test {

/// An endless stream of bytes that a seed determines: what one end sends the other can foretell.
class ByteStream
{
public:
    explicit ByteStream(std::uint64_t seed) : random_(seed) {}
    std::string next(std::size_t count);

private:
    Random random_;
    std::uint64_t word_ = 0;
    std::size_t left_ = 0;
};

/// A listening socket on a free port of 127.0.0.1 for a thread of its own.
class BlockingListener
{
public:
    BlockingListener();
    std::uint16_t port() const { return port_; }
    FileDescriptor accept() const;

private:
    FileDescriptor socket_;
    std::uint16_t port_ = 0;
};

/// Sends and receives at once, in pieces of random sizes, each in a thread; then FIN. `failure`
/// says what was not as foretold.
struct ByteExchange
{
    std::uint64_t sendSeed = 0;
    std::uint64_t receiveSeed = 0;
    std::uint64_t sendBytes = 0;
    std::uint64_t receiveBytes = 0;
    std::string failure{};

    void run(FileDescriptor socket);
};

} // namespace redial::test
