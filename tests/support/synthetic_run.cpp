// SPDX-License-Identifier: MIT
#include "tests/support/synthetic_run.h"

#include <algorithm>
#include <array>
#include <string>

namespace redial {

using namespace std::chrono_literals;

SyntheticRun::SyntheticRun(EventLog& log, std::uint64_t seed)
    : log_(log)
    , client_(log, clock_, Source::Client)
    , server_(log, clock_, Source::Server)
    , random_(seed)
{
}

void SyntheticRun::station(int connections, int refusals, int heartbeats)
{
    client_.record(EventKind::Started, {{FieldKey::Url, "ws://127.0.0.1:9000/ocpp/CP-1"}});
    for (int i = 0; i < connections; ++i) {
        connectAndBoot();
        beat(heartbeats);
        if (i + 1 == connections)
            break;
        lose(i);
        for (int failure = 1; failure <= refusals; ++failure) {
            backOff(failure);
            refuse();
        }
        backOff(refusals + 1);
    }
}

void SyntheticRun::connectAndBoot()
{
    client_.setEpoch(client_.epoch() + 1);
    client_.setAttempt(std::max(client_.attempt(), 1u));
    server_.setEpoch(server_.epoch() + 1);
    client_.record(EventKind::Connecting);
    client_.record(EventKind::ConnectBegin, {{FieldKey::Url, "ws://127.0.0.1:9000/ocpp/CP-1"}});
    wait(3ms);
    client_.record(EventKind::TcpConnected);
    server_.record(EventKind::Accepted, {{FieldKey::Address, "127.0.0.1"}});
    wait(2ms);
    client_.record(EventKind::UpgradeRequest);
    wait(4ms);
    client_.record(EventKind::UpgradeResponse, {{FieldKey::HttpStatus, 101}});
    client_.record(EventKind::Opened, {{FieldKey::Subprotocol, "ocpp1.6"}});
    client_.record(EventKind::Connected);
    const std::string id = "m" + std::to_string(++messages_);
    client_.record(EventKind::BootSent, {{FieldKey::MessageId, id}});
    client_.record(
        EventKind::MessageOut,
        {{FieldKey::Payload,
          "[2,\"" + id + "\",\"BootNotification\",{\"chargePointVendor\":\"Redial\"}]"}});
    wait(5ms);
    server_.record(EventKind::MessageIn, {{FieldKey::MessageId, id}});
    wait(20ms);
    client_.record(EventKind::BootAnswered,
                   {{FieldKey::Status, "Accepted"}, {FieldKey::IntervalNs, 2s}});
    wait(250ms);
    client_.record(EventKind::Online);
    client_.setAttempt(0);
}

void SyntheticRun::beat(int heartbeats)
{
    for (int i = 0; i < heartbeats; ++i) {
        wait(2s);
        client_.record(EventKind::HeartbeatSent);
        server_.record(EventKind::MessageIn, {{FieldKey::Action, "Heartbeat"}});
        wait(12ms);
        client_.record(EventKind::HeartbeatAnswered, {{FieldKey::LatencyNs, 12ms}});
    }
}

void SyntheticRun::lose(int way)
{
    wait(700ms);
    constexpr std::array causes{"reset", "end_of_stream", "close_handshake"};
    const char* cause = causes.at(static_cast<std::size_t>(way) % causes.size());
    if (way % 3 == 0) {
        client_.record(EventKind::Dropped, {{FieldKey::Mode, "reset"}});
        server_.record(EventKind::ConnectionReset);
    }
    client_.record(EventKind::Closed,
                   {{FieldKey::Cause, cause}, {FieldKey::Code, way % 3 == 2 ? 1001 : 1006}});
    server_.record(EventKind::Closed, {{FieldKey::Cause, cause}});
    client_.record(EventKind::Offline);
    client_.record(EventKind::Disconnected);
}

void SyntheticRun::backOff(int failures)
{
    const auto nominal = std::min<std::chrono::nanoseconds>(500ms * (1 << (failures - 1)), 30s);
    const auto low = nominal * 8 / 10;
    const auto high = std::min<std::chrono::nanoseconds>(nominal * 12 / 10, 30s);
    const std::chrono::nanoseconds delay(random_.between(low.count(), high.count()));
    client_.setAttempt(static_cast<std::uint32_t>(failures) + 1);
    client_.record(EventKind::BackoffScheduled, {{FieldKey::DelayNs, delay},
                                                 {FieldKey::NominalNs, nominal},
                                                 {FieldKey::LowNs, low},
                                                 {FieldKey::HighNs, high},
                                                 {FieldKey::Strategy, "exponential"}});
    wait(delay + std::chrono::microseconds(random_.between(50, 900)));
}

void SyntheticRun::refuse()
{
    client_.setEpoch(client_.epoch() + 1);
    client_.record(EventKind::Connecting);
    client_.record(EventKind::ConnectBegin);
    wait(1ms);
    client_.record(EventKind::Refused, {{FieldKey::Detail, "Connection refused"}});
    client_.record(EventKind::Closed, {{FieldKey::Cause, "refused"}, {FieldKey::Code, 1006}});
    client_.record(EventKind::Disconnected);
}

void SyntheticRun::many(int count, int abnormalEvery)
{
    constexpr std::array kinds{EventKind::PingSent,     EventKind::MessageIn,
                               EventKind::MessageOut,   EventKind::HeartbeatSent,
                               EventKind::TimerArmed,   EventKind::TimerFired,
                               EventKind::FaultArmed,   EventKind::Note,
                               EventKind::OracleResult, EventKind::PongReceived};
    for (int i = 0; i < count; ++i) {
        const bool abnormal = abnormalEvery > 0 && i % abnormalEvery == abnormalEvery - 1;
        const EventRecorder& party = i % 3 == 0 ? server_ : client_;
        if (abnormal)
            party.record(EventKind::ProtocolError, {{FieldKey::Code, 1002}});
        else
            party.record(kinds.at(static_cast<std::size_t>(random_.between(0, 9))),
                         {{FieldKey::Size, i}});
        wait(1ms);
    }
}

} // namespace redial
