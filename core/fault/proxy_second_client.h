// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/random.h"
#include "core/net/file_descriptor.h"
#include "core/net/poller.h"
#include "core/time/clock.h"
#include "core/wire/http_head.h"
#include "core/wire/websocket_reader.h"

#include <chrono>
#include <string>

namespace redial {

/// A client of the proxy's own that comes with the request of one that stands (P9). Says nothing by
/// itself; answers pings and the Close frame, and goes when the server ends it or its time is over;
/// without an answer to its request after 10 s. Its socket is one end of a pair, whose other end
/// the proxy relays like any client's. Lives on its clock's thread.
class ProxySecondClient final : public PollHandler
{
public:
    /// `hold`: how long it stays once its WebSocket is open; zero: for as long as it may.
    ProxySecondClient(FileDescriptor socket, const std::string& request,
                      std::chrono::nanoseconds hold, Poller& poller, Clock& clock, Random random);
    ~ProxySecondClient();
    ProxySecondClient(const ProxySecondClient&) = delete;
    ProxySecondClient& operator=(const ProxySecondClient&) = delete;

    void onReady(std::uint32_t events) override;

private:
    void take(std::string_view bytes);
    void answerEvents();
    void send(std::uint8_t opcode, std::string_view payload);
    void write(std::string_view bytes);
    void leave(std::uint16_t code);
    void end();

    FileDescriptor socket_;
    std::chrono::nanoseconds hold_;
    Poller& poller_;
    Clock& clock_;
    Random random_;
    TimerId leaving_ = 0;
    HttpHeadCollector head_;
    bool isOpen_ = false; ///< the upgrade was answered by 101
    WebSocketReader reader_{WebSocketRole::Client};
};

} // namespace redial
