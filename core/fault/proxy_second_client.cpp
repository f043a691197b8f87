// SPDX-License-Identifier: MIT
#include "core/fault/proxy_second_client.h"

#include "core/fault/random_mask.h"
#include "core/net/socket_calls.h"
#include "core/wire/websocket_close.h"

#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <utility>

namespace redial {

namespace {

constexpr std::chrono::seconds longestUpgrade{10};

} // namespace

ProxySecondClient::ProxySecondClient(FileDescriptor socket, const std::string& request,
                                     std::chrono::nanoseconds hold, Poller& poller, Clock& clock,
                                     Random random)
    : socket_(std::move(socket)), hold_(hold), poller_(poller), clock_(clock), random_(random)
{
    poller_.add(socket_.get(), poll_event::readable | poll_event::peerFinished, this);
    leaving_ = clock_.startTimer(longestUpgrade, [this] {
        leaving_ = 0;
        end();
    });
    write(request);
}

ProxySecondClient::~ProxySecondClient()
{
    end();
}

void ProxySecondClient::onReady(std::uint32_t /*events*/)
{
    std::array<char, 4096> bytes;
    while (socket_.isOpen()) {
        const ssize_t count = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
        if (count > 0)
            take(std::string_view(bytes.data(), static_cast<std::size_t>(count)));
        else if (count < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        else
            end();
    }
}

void ProxySecondClient::take(std::string_view bytes)
{
    if (isOpen_) {
        reader_.feed(bytes);
        return answerEvents();
    }
    const auto whole = head_.feed(bytes);
    if (!whole)
        return end();
    if (!*whole)
        return;
    const auto response = parseResponseHead(head_.head());
    if (!response || response->status != 101)
        return end();
    isOpen_ = true;
    clock_.cancelTimer(std::exchange(leaving_, 0));
    if (hold_.count() > 0)
        leaving_ = clock_.startTimer(hold_, [this] {
            leaving_ = 0;
            leave(close_code::goingAway);
        });
    reader_.feed(head_.rest());
    answerEvents();
}

void ProxySecondClient::answerEvents()
{
    while (const auto event = reader_.next()) {
        if (event->kind == WebSocketEvent::Kind::Ping)
            send(opcode::pong, event->payload);
        if (event->kind == WebSocketEvent::Kind::Close ||
            event->kind == WebSocketEvent::Kind::Violation)
            return leave(event->code);
    }
}

void ProxySecondClient::send(std::uint8_t opcode, std::string_view payload)
{
    FrameHead head;
    head.opcode = opcode;
    head.mask = randomMask(random_);
    std::string frame;
    appendFrame(frame, head, payload);
    write(frame);
}

void ProxySecondClient::write(std::string_view bytes)
{
    // What it says is small; one who does not read it for so long has lost it.
    if (!socket_.isOpen())
        return;
    const ssize_t count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count != static_cast<ssize_t>(bytes.size()))
        end();
}

void ProxySecondClient::leave(std::uint16_t code)
{
    if (!socket_.isOpen())
        return;
    if (isOpen_)
        send(opcode::close, closePayload(code, {}));
    // It reads on, so that what is unread does not turn its FIN into RST.
    if (socket_.isOpen())
        endStreamNow(socket_.get());
}

void ProxySecondClient::end()
{
    clock_.cancelTimer(std::exchange(leaving_, 0));
    if (!socket_.isOpen())
        return;
    poller_.remove(socket_.get(), this);
    socket_.close();
}

} // namespace redial
