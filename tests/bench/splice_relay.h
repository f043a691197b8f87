// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/file_descriptor.h"

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace redial::bench {

bool sendAll(int socket, std::string_view bytes);
/// Fills the string.
bool receiveAll(int socket, std::string& into);

/// Listens on a free port of 127.0.0.1 in a thread with an epoll loop of its own.
class LoopServer
{
public:
    virtual ~LoopServer() = default;
    std::uint16_t port() const { return port_; }
    /// Of the loop's thread so far.
    double processorSeconds() const;

protected:
    LoopServer();
    void run();
    /// Before what the loop uses goes: in each destructor.
    void stop();
    virtual void onAccepted(FileDescriptor socket) = 0;
    virtual void onReadable(int socket) = 0;
    void watch(int socket);
    void forget(int socket);

private:
    void loop();

    FileDescriptor listener_;
    FileDescriptor epoll_;
    FileDescriptor stop_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

/// Sends everything back.
class EchoServer final : public LoopServer
{
public:
    EchoServer() { run(); }
    ~EchoServer() override { stop(); }

private:
    void onAccepted(FileDescriptor socket) override;
    void onReadable(int socket) override;

    std::vector<FileDescriptor> sockets_;
};

/// Reads everything and says nothing.
class SinkServer final : public LoopServer
{
public:
    SinkServer() { run(); }
    ~SinkServer() override { stop(); }

private:
    void onAccepted(FileDescriptor socket) override;
    void onReadable(int socket) override;

    std::vector<FileDescriptor> sockets_;
    std::vector<char> buffer_ = std::vector<char>(1024 * 1024);
};

/// The baseline: nothing but epoll and splice(2), one direction in full, no back-pressure of its
/// own beyond blocking writes.
class SpliceRelay final : public LoopServer
{
public:
    explicit SpliceRelay(std::uint16_t upstream);
    ~SpliceRelay() override { stop(); }

private:
    struct Peer
    {
        FileDescriptor socket;
        int other = -1;
    };

    void onAccepted(FileDescriptor socket) override;
    void onReadable(int socket) override;

    std::uint16_t upstream_;
    FileDescriptor pipeRead_;
    FileDescriptor pipeWrite_;
    std::vector<Peer> peers_;
};

} // namespace redial::bench
