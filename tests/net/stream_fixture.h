// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/poll_backend.h"
#include "core/net/stream_listener.h"
#include "core/net/stream_socket.h"
#include "core/time/system_clock.h"
#include "tests/support/generous_wait.h"

#include <QTest>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace redial::test {

inline bool waitUntil(const std::function<bool()>& condition)
{
    return QTest::qWaitFor(condition, generousMilliseconds);
}

/// Notes what a socket tells, and does what the test says then.
struct StreamRecord final : StreamHandler
{
    void onStreamConnected(StreamSocket& socket) override
    {
        ++connected;
        if (atConnected)
            atConnected(socket);
    }
    void onStreamBytes(StreamSocket& socket, std::string_view bytes) override
    {
        received += bytes;
        if (atBytes)
            atBytes(socket, bytes);
    }
    void onStreamPeerFinished(StreamSocket& socket) override
    {
        ++peerFinished;
        if (atPeerFinished)
            atPeerFinished(socket);
        else
            StreamHandler::onStreamPeerFinished(socket);
    }
    void onStreamWritable(StreamSocket& socket) override
    {
        ++writable;
        if (atWritable)
            atWritable(socket);
    }
    void onStreamClosed(StreamSocket& socket, const StreamClose& told) override
    {
        ++closings;
        close = told;
        if (atClosed)
            atClosed(socket);
    }
    bool endedBy(StreamClose::Cause cause) const { return closings == 1 && close->cause == cause; }

    std::string received;
    int connected = 0;
    int peerFinished = 0;
    int writable = 0;
    int closings = 0;
    std::optional<StreamClose> close;
    std::function<void(StreamSocket&)> atConnected;
    std::function<void(StreamSocket&, std::string_view)> atBytes;
    std::function<void(StreamSocket&)> atPeerFinished;
    std::function<void(StreamSocket&)> atWritable;
    std::function<void(StreamSocket&)> atClosed;
};

/// A listener on a free port of 127.0.0.1, and the descriptors that it has accepted.
struct AcceptedSockets final : StreamAcceptor
{
    AcceptedSockets(Poller& poller, Clock& clock) : listener(poller, clock, *this)
    {
        if (const auto end = listener.listen(QHostAddress(QHostAddress::LocalHost), 0))
            port = end->port;
    }
    void onStreamAccepted(FileDescriptor socket) override
    {
        accepted.push_back(std::move(socket));
        if (atAccepted)
            atAccepted();
    }
    bool hasRoomForStream() const override { return accepted.size() < room; }
    void onStreamRefused(Refusal refusal) override { refusals.push_back(refusal); }

    StreamListener listener;
    quint16 port = 0;
    std::size_t room = 1000;
    std::vector<FileDescriptor> accepted;
    std::vector<Refusal> refusals;
    std::function<void()> atAccepted;
};

/// Small buffers of the system's, so that they are full soon.
inline StreamSettings smallBuffers()
{
    StreamSettings settings;
    settings.options.sendBuffer = 32 * 1024;
    settings.options.receiveBuffer = 32 * 1024;
    return settings;
}

/// Two ends of one connection over 127.0.0.1, each a StreamSocket: `near` connects, `far` is
/// adopted.
struct StreamPair
{
    explicit StreamPair(bool portable = false, StreamSettings settings = smallBuffers())
        : poller(portable ? notifierPollBackend() : usualPollBackend())
        , context(poller, settings)
        , sockets(poller, clock)
        , near(std::make_unique<StreamSocket>(context, nearRecord))
        , far(std::make_unique<StreamSocket>(context, farRecord))
    {
    }
    void connectNear() { near->connect(QHostAddress(QHostAddress::LocalHost), sockets.port); }
    bool open()
    {
        connectNear();
        if (!waitUntil([&] { return nearRecord.connected == 1 && sockets.accepted.size() == 1; }))
            return false;
        far->adopt(std::move(sockets.accepted[0]));
        return far->isConnected();
    }

    SystemClock clock;
    Poller poller;
    StreamContext context;
    AcceptedSockets sockets;
    StreamRecord nearRecord;
    StreamRecord farRecord;
    std::unique_ptr<StreamSocket> near;
    std::unique_ptr<StreamSocket> far;
};

/// So many bytes, none of which looks like its neighbours' neighbour.
inline std::string patternOf(std::size_t size)
{
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<char>((i * 31 + i / 251) & 0xFFU);
    return bytes;
}

} // namespace redial::test
