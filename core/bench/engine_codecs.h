// SPDX-License-Identifier: MIT
#pragma once

#include "core/bench/raw_frames.h"
#include "core/net/stream_socket.h"
#include "core/wire/msgi_reader.h"
#include "core/wire/websocket_frame.h"
#include "core/wire/websocket_reader.h"
#include "core/wire/websocket_upgrade.h"

#include <memory>

namespace redial {

/// MSGI frames over a StreamSocket, either end.
class MsgiCodec
{
public:
    /// What the codecs of one process share.
    struct Shared
    {
    };

    explicit MsgiCodec(WebSocketRole /*role*/) {}

    bool isUpgraded() const { return true; }
    void beginUpgrade(StreamSocket& /*socket*/) {}
    bool upgrade(StreamSocket& /*socket*/, std::string_view /*bytes*/) { return true; }

    void send(Shared& /*shared*/, StreamSocket& socket, std::string_view payload)
    {
        const auto head = msgiHead(MsgiType::Data, payload.size());
        socket.send({head.data(), head.size()}, payload);
    }
    /// False if the frames were wrong.
    template <class Take>
    bool read(Shared& /*shared*/, std::string_view bytes, Take take)
    {
        reader_.feed(bytes);
        while (auto found = reader_.next()) {
            const auto* frame = std::get_if<MsgiFrame>(&*found);
            if (!frame)
                return false;
            take(frame->payload);
        }
        return true;
    }

private:
    MsgiReader reader_;
};

/// WebSocket messages over a StreamSocket, by the same strict codec as everywhere in Redial.
class WebSocketCodec
{
public:
    struct Shared
    {
        std::string frame;
        WebSocketEvent event;
    };

    explicit WebSocketCodec(WebSocketRole role) : role_(role) {}

    bool isUpgraded() const { return reader_ != nullptr; }
    void beginUpgrade(StreamSocket& socket) { socket.send(rawUpgradeRequest()); }
    /// Once it is through, or false. The head comes in one piece over loopback.
    bool upgrade(StreamSocket& socket, std::string_view bytes)
    {
        if (role_ == WebSocketRole::Server) {
            auto head = parseRequestHead(bytes);
            const auto offer = head ? checkUpgradeRequest(std::move(*head))
                                    : Expected<UpgradeOffer, HttpError>(Unexpected{head.error()});
            if (!offer)
                return false;
            socket.send(writeUpgradeAnswer(offer->key, {}, {}));
        } else if (const auto head = parseResponseHead(bytes); !head || head->status != 101) {
            return false;
        }
        reader_ = std::make_unique<WebSocketReader>(role_);
        return true;
    }

    void send(Shared& shared, StreamSocket& socket, std::string_view payload)
    {
        FrameHead head;
        head.opcode = opcode::binary;
        if (role_ == WebSocketRole::Server) {
            socket.send(FrameHeadBytes(head, payload.size()).view(), payload);
            return;
        }
        head.mask = MaskingKey{std::byte(0x11), std::byte(0x96), std::byte(0x3C), std::byte(0x5A)};
        shared.frame.clear();
        appendFrame(shared.frame, head, payload);
        socket.send(shared.frame);
    }
    template <class Take>
    bool read(Shared& shared, std::string_view bytes, Take take)
    {
        reader_->lend(bytes);
        while (reader_->next(shared.event)) {
            if (shared.event.kind != WebSocketEvent::Kind::Binary)
                return false;
            take(std::string_view(shared.event.payload));
        }
        return true;
    }

private:
    WebSocketRole role_;
    std::unique_ptr<WebSocketReader> reader_; ///< once it is upgraded
};

} // namespace redial
