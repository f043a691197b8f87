// SPDX-License-Identifier: MIT
// What a ServerFaultLink does when a fault begins and ends.
#include "core/fault/server_fault_link.h"
#include "core/fault/websocket_fault_bytes.h"
#include "core/net/socket_filter.h"
#include "core/wire/websocket_close.h"
#include "core/wire/websocket_frame.h"

#include <algorithm>

namespace redial {

namespace {

/// Beyond this a fault's bytes go out as the client reads them.
constexpr std::size_t atOnce = 1024 * 1024;

bool cutsOrGathers(std::string_view id)
{
    return id == "W19" || id == "W20" || id == "M4" || id == "M5";
}

std::string pongFrame(std::string_view payload)
{
    std::string frame;
    appendFrame(frame, {.opcode = opcode::pong}, payload);
    return frame;
}

} // namespace

std::optional<FaultIndex> ServerFaultLink::holding(std::string_view id) const
{
    const auto found = std::find_if(states_.begin(), states_.end(),
                                    [&](FaultIndex index) { return faultAt(index).id() == id; });
    return found == states_.end() ? std::nullopt : std::optional(*found);
}

void ServerFaultLink::begin(FaultIndex index)
{
    if (connection_ == nullptr)
        return;
    const FaultDefinition& definition = faultAt(index).definition();
    if (definition.lasts)
        states_.insert(index);
    switch (definition.stage) {
    case FaultStage::Upgrade:
        upgradeFault_ = index;
        break;
    case FaultStage::Process:
    case FaultStage::Connect:
    case FaultStage::Stream:
        beginStream(index);
        break;
    case FaultStage::Open:
        beginOpen(index);
        break;
    default:
        break;
    }
}

void ServerFaultLink::beginStream(FaultIndex index)
{
    const Fault& fault = faultAt(index);
    const std::string_view id = fault.id();
    if (fault.definition().level == FaultLevel::Msgi)
        return beginMsgi(index);
    const auto act = [&](std::chrono::nanoseconds delay, const char* detail,
                         void (RawConnection::*action)()) {
        later(delay, [this, index, detail, action] {
            bitten(index, detail);
            (connection_->*action)();
        });
    };
    if (id == "T3")
        return act(fault.duration("after"), "FIN", &RawConnection::endStreamNow);
    if (id == "T4")
        return act(fault.duration("after"), "RST", &RawConnection::resetNow);
    if (id == "T6")
        return act(fault.duration("timeout"), "RST", &RawConnection::resetNow);
    if (id == "T7")
        return act({}, "FIN without a Close frame", &RawConnection::endStreamNow);
    if (id == "T8")
        return act({}, "FIN, reading on", &RawConnection::halfClose);
    if (id == "T15")
        return watchIdle(index);
    if (id == "P8")
        return readSlowly(index);
    if (id != "T11")
        goDeaf(index);
    if (id != "T10")
        goMute(index);
    if (id == "T9" && fault.duration("timeout").count() > 0)
        later(fault.duration("timeout"), [this] { connection_->resetNow(); });
}

void ServerFaultLink::end(FaultIndex index)
{
    if (connection_ == nullptr || states_.erase(index) == 0)
        return;
    const std::string_view id = faultAt(index).id();
    const bool wasMute = mute_.erase(index) > 0;
    if (output_ && ((wasMute && mute_.empty()) || cutsOrGathers(id)))
        output_->release();
    const auto was = deaf_.extract(index);
    if (was.empty() || !deaf_.empty())
        return;
    passIncoming(int(connection_->descriptor()));
    connection_->setReading(true);
}

void ServerFaultLink::beginOpen(FaultIndex index)
{
    const Fault& fault = faultAt(index);
    const std::string_view id = fault.id();
    if (id == "W19")
        return output_->cut(static_cast<std::size_t>(fault.number("chunk")),
                            fault.duration("delay"));
    if (id == "W20")
        return output_->gather(static_cast<std::uint64_t>(fault.number("frames")),
                               fault.duration("most_delay"));
    if (id == "W27")
        return demandPongs(index);
    if (id == "O10" || id == "O12")
        return sendCalls(index);
    if (id == "A4")
        return sendFeedPings(index);
    if (!fault.definition().lasts)
        sendBytes(index);
}

void ServerFaultLink::sendFeedPings(FaultIndex index)
{
    const std::vector<QString> pings = feedFaultPings(faultAt(index));
    bitten(index, std::to_string(pings.size()) + " pings");
    for (const QString& ping : pings)
        connection_->sendTextUnasked(ping);
}

void ServerFaultLink::sendBytes(FaultIndex index)
{
    WebSocketFaultBytes sent = webSocketFaultBytes(faultAt(index));
    if (sent.bytes.empty())
        return;
    using After = WebSocketFaultBytes::After;
    const auto finish = [this, after = sent.after] {
        if (after == After::CloseSent)
            connection_->expectClose();
        if (after == After::EndOfStream)
            connection_->endStreamNow();
    };
    if (sent.after == After::CloseSent)
        connection_->link().recorder().record(EventKind::CloseSent,
                                              {{FieldKey::Detail, sent.detail}});
    bitten(index, sent.detail);
    if (sent.bytes.size() > atOnce)
        return output_->stream(std::move(sent.bytes), finish);
    if (!output_->take(sent.bytes))
        connection_->writeRaw(sent.bytes);
    finish();
}

void ServerFaultLink::sendCalls(FaultIndex index)
{
    const Fault& fault = faultAt(index);
    const bool aroundDrop = fault.id() == "O12";
    const QString action = aroundDrop ? fault.text("request") : QStringLiteral("TriggerMessage");
    const std::int64_t calls = aroundDrop ? 1 : fault.number("calls");
    for (std::int64_t i = 0; i < calls; ++i)
        connection_->sendTextUnasked(
            ocppServerCall(QStringLiteral("redial-%1-%2").arg(facts_.number).arg(++callNumber_),
                           action, version()));
    bitten(index, std::to_string(calls) + " CALL " + action.toStdString());
    if (aroundDrop)
        later(fault.duration("cut_after"), [this] {
            connection_->flush();
            connection_->resetNow();
        });
}

void ServerFaultLink::demandPongs(FaultIndex index)
{
    const Fault& fault = faultAt(index);
    later(std::max(fault.duration("interval"), std::chrono::nanoseconds(1'000'000)), [this, index] {
        if (!states_.contains(index))
            return;
        const std::uint64_t before = pongs_;
        connection_->link().ping(QByteArrayLiteral("redial"));
        bitten(index, "a ping");
        later(std::max(faultAt(index).duration("timeout"), std::chrono::nanoseconds(1'000'000)),
              [this, index, before] {
                  if (states_.contains(index) && pongs_ == before)
                      connection_->resetNow();
              });
        demandPongs(index);
    });
}

bool ServerFaultLink::swallowsPing(const WebSocketEvent& event)
{
    if (connection_->msgi() != nullptr) {
        const auto silent = holding("M10");
        if (silent)
            bitten(*silent,
                   "the PONG to a PING of " + std::to_string(event.payload.size()) + " bytes");
        return silent.has_value();
    }
    const auto none = holding("W22");
    const auto late = holding("W23");
    const auto wrong = holding("W24");
    const auto fault = none ? none : late ? late : wrong;
    if (!fault)
        return false;
    connection_->link().recorder().record(EventKind::PingReceived,
                                          {{FieldKey::Size, event.payload.size()}});
    bitten(*fault, "the pong to a ping of " + std::to_string(event.payload.size()) + " bytes");
    if (none)
        return true;
    const std::string payload =
        late ? event.payload : faultAt(*wrong).text("payload").toStdString().substr(0, 125);
    later(late ? faultAt(*late).duration("delay") : std::chrono::nanoseconds{},
          [this, frame = pongFrame(payload)] {
              if (connection_->writeRaw(frame))
                  connection_->link().recorder().record(EventKind::PongSent);
          });
    return true;
}

bool ServerFaultLink::swallowsClose(const WebSocketEvent& event)
{
    const auto none = holding("W5");
    const auto other = holding("W6");
    if (!none && !other)
        return false;
    const EventRecorder& recorder = connection_->link().recorder();
    recorder.record(EventKind::CloseReceived,
                    {{FieldKey::Code, event.code}, {FieldKey::Reason, event.payload}});
    if (none) {
        bitten(*none, "the answer to Close " + std::to_string(event.code));
        return true;
    }
    const auto code = static_cast<std::uint16_t>(faultAt(*other).number("code"));
    std::string frame;
    appendFrame(frame, {.opcode = opcode::close}, closePayload(code, {}));
    connection_->writeRaw(frame);
    recorder.record(EventKind::CloseSent, {{FieldKey::Code, code}});
    bitten(*other, "the answer to Close " + std::to_string(event.code));
    connection_->endStreamNow();
    return true;
}

} // namespace redial
