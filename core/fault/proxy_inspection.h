// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/message_line.h"
#include "core/fault/proxy_inspector.h"
#include "core/fault/proxy_own_frames.h"
#include "core/fault/websocket_follower.h"
#include "core/log/event_recorder.h"

#include <QHash>
#include <QString>

#include <array>

namespace redial {

/// A message as faults are matched against it: its OCPP action, an answer's that of its CALL.
struct InspectedMessage
{
    const FollowedMessage& message;
    QString action;
    QString text;                                        ///< empty for binary and control frames
    QString id = {};                                     ///< of an OCPP message
    std::optional<FaultMessageKind> kind = std::nullopt; ///< absent for what is no OCPP message
};

/// Whom an inspection asks and tells.
class ProxyInspectionOwner
{
public:
    virtual void onPasses(StreamDirection direction, std::string_view bytes, MonotonicTime now) = 0;
    virtual void onEndPasses(StreamDirection direction, StreamEnd end, MonotonicTime now) = 0;
    virtual void onUpgradeRequest(const UpgradeOffer& offer) = 0;
    virtual void onWebSocketOpened() = 0;
    /// What is to become of it.
    virtual MessageTreatment onMessagePasses(const InspectedMessage& message) = 0;
    /// It has gone where it goes.
    virtual void onMessagePassed() = 0;

protected:
    ~ProxyInspectionOwner() = default;
};

/// Follows one relayed connection as WebSocket and OCPP, records what both sides say, and lets
/// faults treat single messages. From the first message on that a fault changes, a compressed
/// direction is sent on uncompressed, since the receiver could not inflate what follows.
class ProxyInspection final : public ProxyInspector, public WebSocketFollowerOutput
{
public:
    ProxyInspection(ProxyInspectionOwner& owner, const Clock& clock, EventRecorder recorder,
                    Random random);
    ~ProxyInspection();

    /// Messages are kept until they are whole, for faults to treat them.
    void setHolding(bool holds) { holds_ = holds; }
    /// The version of OCPP that both sides agreed on; null if it is none of those known.
    const OcppProfile* ocpp() const { return ocpp_; }
    /// Frames of the proxy's own may be put in between two messages: now, later, or never more.
    enum class Room : std::uint8_t { Now, Later, Never };
    Room roomIn(StreamDirection direction) const;
    /// Puts them in. After a Close frame, or the end of the stream, nothing else goes this way.
    /// Precondition: there is room now.
    void putIn(StreamDirection direction, OwnFrames frames);

    std::optional<MonotonicTime> due() const;
    void advance(MonotonicTime now);

    bool looks(StreamDirection direction) const override;
    void takeBytes(StreamDirection direction, std::string_view bytes, MonotonicTime now) override;
    void takeEnd(StreamDirection direction, StreamEnd end, MonotonicTime now) override;
    std::size_t held(StreamDirection direction) const override;

    void onPassed(StreamDirection direction, std::string_view bytes) override;
    void onRequest(const UpgradeOffer& offer) override;
    void onRefused(const HttpResponseHead& head) override;
    void onOpened(const UpgradeAgreement& agreement) override;
    void onMessage(FollowedMessage message) override;
    void onLost(StreamDirection direction, const std::string& sentence) override;

private:
    struct Direction;

    InspectedMessage inspect(const FollowedMessage& message);
    void inspectOcpp(InspectedMessage& inspected);
    std::string frameOf(StreamDirection direction, const WebSocketEvent& event);
    void record(StreamDirection direction, bool leaves, const WebSocketEvent& event) const;
    Direction& at(StreamDirection direction) const
    {
        return *directions_[static_cast<std::size_t>(direction)];
    }

    ProxyInspectionOwner& owner_;
    const Clock& clock_;
    EventRecorder recorder_;
    Random random_;
    WebSocketFollower follower_;
    std::array<std::unique_ptr<Direction>, 2> directions_;
    MonotonicTime now_{};
    bool holds_ = false;
    const OcppProfile* ocpp_ = nullptr;
    bool isOcpp_ = false;
    bool isCompressed_ = false;
};

} // namespace redial
