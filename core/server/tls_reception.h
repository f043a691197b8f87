// SPDX-License-Identifier: MIT
#pragma once

#include "core/net/stream_socket.h"
#include "core/net/timer_wheel.h"
#include "core/server/tls_treatment.h"

#include <chrono>
#include <functional>
#include <memory>
#include <unordered_map>

namespace redial {

/// Where the connections of a server's TLS port finish their handshake, or are treated otherwise.
/// Who does not finish it within the limit is ended and recorded here. Owns the sockets until they
/// are handed on. Context and wheel outlive it; lives on their thread.
class TlsReception final
{
public:
    struct Settings
    {
        TlsContext::Shared context;
        std::chrono::nanoseconds handshakeTimeout{};
        /// Beyond so many at once the newest is reset.
        std::size_t mostHandshakes = 1000;
        /// May be null.
        TlsInterceptor* interceptor = nullptr;
        /// Gets each connection whose handshake is over; sets the socket's handler.
        std::function<void(std::unique_ptr<StreamSocket> socket, quint32 number)> established;
    };

    TlsReception(Settings settings, StreamContext& streams, TimerWheel& wheel,
                 EventRecorder recorder);
    ~TlsReception();
    TlsReception(const TlsReception&) = delete;
    TlsReception& operator=(const TlsReception&) = delete;

    /// One that was accepted just now, under the number that the server gave it.
    void receive(FileDescriptor socket, quint32 number);
    /// Resets everybody who is here.
    void drop();

private:
    class Guest;

    void recordEnd(quint32 number, const std::string& detail) const;
    void handOn(quint32 number);
    void end(quint32 number, const std::string& detail);

    const Settings settings_;
    StreamContext& streams_;
    TimerWheel& wheel_;
    const EventRecorder recorder_;
    std::unordered_map<quint32, std::unique_ptr<Guest>> guests_;
};

} // namespace redial
