// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/server/peer_behaviour.h"
#include "core/server/server_calls.h"
#include "core/wire/ocpp_profile.h"

#include <QJsonObject>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

namespace redial {

/// How a CentralSystem answers BootNotification.
struct BootAnswer
{
    enum class Status : std::uint8_t { Accepted, Pending, Rejected };
    Status status = Status::Accepted;
    /// The heartbeat interval when accepted, otherwise the least wait before the next Boot.
    std::chrono::seconds interval{60};
    /// After so many such answers to a station the next one is Accepted; 0: never.
    std::uint32_t times = 0;
};

/// "accepted", "accepted:5", "pending:30", "rejected:10", "pending:30x2": the interval in seconds,
/// and how often. The error is a sentence with the remedy.
Expected<BootAnswer, QString> parseBootAnswer(const QString& text);
/// As parseBootAnswer() reads it.
QString bootAnswerText(const BootAnswer& answer);

/// What one server's connections share: how often each station was answered, and the last
/// transaction's number.
struct CentralSystemMemory;

/// The server of OCPP-J: answers a station's CALLs as a central system does, in the version of the
/// connection's subprotocol. Boot by the given answer, Heartbeat with the clock's time, the usual
/// actions with plausible payloads, anything else with NotImplemented, malformed messages as the
/// version asks. Makes the script's CALLs. Records lane session.
class CentralSystem final : public PeerBehaviour
{
public:
    CentralSystem(BootAnswer boot, const ServerLinkFacts& facts,
                  std::shared_ptr<CentralSystemMemory> memory);

    void text(ServerLink& link, const QString& message) override;
    void call(ServerLink& link, Clock& clock, const QString& action,
              const QJsonObject& payload) override;
    void closed() override;

    /// A factory whose connections remember together how often each station booted.
    static BehaviourFactory factory(BootAnswer boot);

private:
    void onCall(ServerLink& link, const OcppMessage& call);
    QJsonObject bootPayload(const ServerLink& link);
    void answer(ServerLink& link, const OcppMessage& call, const QJsonObject& payload);

    BootAnswer boot_;
    const OcppProfile& profile_;
    std::shared_ptr<CentralSystemMemory> memory_;
    /// Once the first is wanted.
    std::optional<ServerCalls> calls_;
};

} // namespace redial
