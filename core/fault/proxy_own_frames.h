// SPDX-License-Identifier: MIT
#pragma once

#include "core/fault/message_line.h"
#include "core/fault/proxy_stream_end.h"
#include "core/fault/websocket_fault_bytes.h"
#include "core/wire/ocpp_profile.h"

#include <QSet>

#include <set>

namespace redial {

struct InspectedMessage;

/// Frames of the proxy's own, for one side of a connection.
struct OwnFrames
{
    /// The event is what the log says of them; Violation: nothing.
    OutgoingMessage message;
    WebSocketFaultBytes::After after = WebSocketFaultBytes::After::GoesOn;
    /// For the log, without a full stop.
    std::string detail;
};

/// What the proxy itself says on one relayed connection, for the faults that put frames in, and
/// which answers are therefore its own: a side that has not asked must not hear them. Pure.
class ProxyOwnFrames
{
public:
    explicit ProxyOwnFrames(Random random) : random_(random) {}

    /// The frames of W1 to W4, W7 to W18, W21, W25 to W27, O8, O10 and O12. Absent if the fault
    /// needs OCPP and `profile` is null: the connection has none.
    std::optional<OwnFrames> make(const Fault& fault, StreamDirection direction,
                                  const OcppProfile* profile);
    /// True if the message answers a ping or a CALL of the proxy's own. Each CALL is answered once.
    bool isAnswer(const InspectedMessage& message);

private:
    struct Ping
    {
        StreamDirection direction;
        std::string payload;
        bool operator<(const Ping& other) const
        {
            return std::tie(direction, payload) < std::tie(other.direction, other.payload);
        }
    };

    std::optional<MaskingKey> maskFor(StreamDirection direction);
    OwnFrames calls(const Fault& fault, const OcppProfile& profile);
    OwnFrames ping(StreamDirection direction);

    Random random_;
    /// Bounded by the faults of the plan.
    std::set<Ping> pings_;
    /// The ids of CALLs towards the client.
    QSet<QString> calls_;
    std::uint64_t lastCall_ = 0;
};

} // namespace redial
