// SPDX-License-Identifier: MIT
#include "core/fault/server_fault_link.h"

#include "core/fault/http_fault_reply.h"
#include "core/wire/ocpp_profile.h"
#include "core/wire/url_without_secrets.h"
#include "core/wire/utf8_text.h"

#include <algorithm>

namespace redial {

namespace {

/// How many CALLs of a client are remembered by their id: one may be open, the rest is for those
/// that keep no rules.
constexpr std::size_t mostCalls = 64;

/// Between two of headers that never end.
constexpr auto endlessHeadersPause = std::chrono::milliseconds(10);

std::optional<FaultOpcode> opcodeOf(WebSocketEvent::Kind kind)
{
    switch (kind) {
    case WebSocketEvent::Kind::Text:
        return FaultOpcode::Text;
    case WebSocketEvent::Kind::Binary:
        return FaultOpcode::Binary;
    case WebSocketEvent::Kind::Ping:
        return FaultOpcode::Ping;
    case WebSocketEvent::Kind::Pong:
        return FaultOpcode::Pong;
    case WebSocketEvent::Kind::Close:
        return FaultOpcode::Close;
    case WebSocketEvent::Kind::Violation:
        break;
    }
    return std::nullopt;
}

} // namespace

ServerFaultLink::ServerFaultLink(ServerFaults& faults, const ServerLinkFacts& facts)
    : faults_(faults), facts_{facts.number, facts.peerAddress, {}, {}}
{
}

ServerFaultLink::~ServerFaultLink()
{
    faults_.links_.erase(facts_.number);
    for (const TimerId timer : timers_)
        faults_.clock_.cancelTimer(timer);
}

const Fault& ServerFaultLink::faultAt(FaultIndex index) const
{
    return faults_.faultAt(index);
}

OcppVersion ServerFaultLink::version() const
{
    const auto profile = connection_->link().facts().subprotocol;
    if (profile == QLatin1String("ocpp2.1"))
        return OcppVersion::V21;
    return profile == QLatin1String("ocpp2.0.1") ? OcppVersion::V201 : OcppVersion::V16;
}

void ServerFaultLink::bitten(FaultIndex fault, const std::string& detail)
{
    faults_.bitten(fault, facts_.number, detail);
}

void ServerFaultLink::later(std::chrono::nanoseconds delay, std::function<void()> action)
{
    if (delay.count() <= 0)
        return action();
    const auto id = std::make_shared<TimerId>();
    *id = faults_.clock_.startTimer(delay, [this, id, action = std::move(action)] {
        timers_.erase(*id);
        action();
    });
    timers_.insert(*id);
}

void ServerFaultLink::accepted(RawConnection& connection)
{
    connection_ = &connection;
    output_ = std::make_unique<HeldOutput>(connection, faults_.clock_);
    noteActivity();
    if (faults_.hang_)
        begin(*faults_.hang_);
    faults_.begun(facts_);
}

UpgradeReply ServerFaultLink::upgrade(RawConnection& connection, const UpgradeOffer& offer,
                                      UpgradeReply usual)
{
    noteActivity();
    facts_.path = QString::fromStdString(targetWithoutSecrets(offer.head.target));
    facts_.station = connection.link().facts().identity;
    faults_.apply(faults_.schedule_.requestRead(facts_, faults_.clock_.now()));
    // Another fault may have ended the connection already.
    if (!upgradeFault_ || !output_)
        return usual;
    const Fault& fault = faultAt(*upgradeFault_);
    UpgradeReply reply = httpFaultReply(fault, offer, std::move(usual), faults_.clock_.wallNow());
    bitten(*upgradeFault_, "the upgrade's answer");
    if (fault.id() == "H9")
        output_->cut(1, fault.duration("interval"), true);
    if (fault.id() == "H19")
        output_->cut(static_cast<std::size_t>(fault.number("chunk")), {}, true);
    if (fault.id() == "H11") {
        streamHeaders(std::exchange(reply.bytes, {}), reply.then == UpgradeReply::Then::End);
        reply.then = UpgradeReply::Then::Silence;
    }
    return reply;
}

void ServerFaultLink::streamHeaders(std::string bytes, bool ends)
{
    output_->stream(std::move(bytes), [this, ends] {
        if (ends)
            return connection_->endStreamNow();
        later(endlessHeadersPause, [this] { streamHeaders(paddingHeader(), false); });
    });
}

void ServerFaultLink::opened(RawConnection&)
{
    faults_.apply(faults_.schedule_.opened(facts_.number, faults_.clock_.now()));
}

void ServerFaultLink::noteCall(const OcppMessage& call)
{
    calls_.emplace_back(call.id, call.action);
    if (calls_.size() > mostCalls)
        calls_.pop_front();
}

FaultMessage ServerFaultLink::messageOf(FaultDirection direction, FaultOpcode opcode,
                                        const QString& text)
{
    FaultMessage message;
    message.direction = direction;
    message.opcode = opcode;
    message.text = text;
    const auto parsed = parseOcppMessage(text, version());
    if (opcode != FaultOpcode::Text || !parsed)
        return feedMessageOf(std::move(message));
    message.action = parsed->action;
    message.kind = FaultMessageKind::Call;
    if (parsed->type == OcppMessageType::Call && direction == FaultDirection::Upstream)
        noteCall(*parsed);
    if (parsed->type == OcppMessageType::CallResult || parsed->type == OcppMessageType::CallError) {
        message.kind = FaultMessageKind::Answer;
        const auto call = std::find_if(calls_.rbegin(), calls_.rend(), [&](const auto& known) {
            return known.first == parsed->id;
        });
        if (call != calls_.rend())
            message.action = call->second;
    }
    return message;
}

FaultMessage ServerFaultLink::feedMessageOf(FaultMessage message)
{
    const auto action =
        message.opcode == FaultOpcode::Text ? feedActionOf(message.text) : std::optional<QString>();
    if (!action)
        return message;
    message.action = *action;
    const bool isDownstream = message.direction == FaultDirection::Downstream;
    message.kind = isDownstream ? FaultMessageKind::Answer : FaultMessageKind::Call;
    return message;
}

std::optional<std::vector<DelayedText>> ServerFaultLink::answerUnder(const Fault& fault,
                                                                     const QString& text)
{
    return fault.definition().level == FaultLevel::Application
               ? feedFaultAnswer(fault, text, faults_.feedMemory_)
               : ocppFaultAnswer(fault, text, version());
}

std::vector<FaultIndex> ServerFaultLink::messageFaults(const FaultSchedule::Effects& effects)
{
    std::vector<FaultIndex> about;
    for (const FaultEffect& effect : effects) {
        const bool message = faultAt(effect.fault).definition().stage == FaultStage::Message;
        if (message)
            faults_.journal_.record(effect);
        if (message && effect.kind == FaultEffect::Kind::Begin)
            about.push_back(effect.fault);
        if (!message)
            afterEvent_.push_back(effect);
    }
    return about;
}

bool ServerFaultLink::swallows(RawConnection&, const WebSocketEvent& event)
{
    noteActivity();
    const auto opcode = opcodeOf(event.kind);
    if (opcode && faults_.schedule_.looksAtMessages()) {
        const QString text = *opcode == FaultOpcode::Text ? textOfUtf8(event.payload) : QString();
        messageFaults(faults_.schedule_.message(facts_.number,
                                                messageOf(FaultDirection::Upstream, *opcode, text),
                                                faults_.clock_.now()));
    }
    if (event.kind == WebSocketEvent::Kind::Ping)
        return swallowsPing(event);
    if (event.kind == WebSocketEvent::Kind::Pong)
        ++pongs_;
    return event.kind == WebSocketEvent::Kind::Close && swallowsClose(event);
}

void ServerFaultLink::handled(RawConnection&, const WebSocketEvent&)
{
    if (!afterEvent_.empty())
        faults_.apply(std::exchange(afterEvent_, {}));
}

bool ServerFaultLink::takesMessage(RawConnection& connection, const QString& text)
{
    if (!faults_.schedule_.looksAtMessages())
        return false;
    const FaultMessage message = messageOf(FaultDirection::Downstream, FaultOpcode::Text, text);
    const auto effects = faults_.schedule_.message(facts_.number, message, faults_.clock_.now());
    if (effects.empty()) {
        if (message.action == QLatin1String("message"))
            faults_.feedMemory_.note(text);
        return false;
    }
    const std::vector<FaultIndex> about = messageFaults(effects);
    // One message can be replaced once; a second fault on it changes nothing.
    const auto texts = about.empty() ? std::nullopt : answerUnder(faultAt(about.front()), text);
    if (message.action == QLatin1String("message"))
        faults_.feedMemory_.note(text);
    if (texts) {
        sendLater(*texts);
        bitten(about.front(), "the answer to " + message.action.toStdString());
    } else {
        connection.sendTextUnasked(text);
    }
    faults_.apply(std::exchange(afterEvent_, {}));
    return true;
}

void ServerFaultLink::sendLater(const std::vector<DelayedText>& texts)
{
    for (const DelayedText& text : texts)
        later(text.delay, [this, message = text.text] { connection_->sendTextUnasked(message); });
}

bool ServerFaultLink::takesBytes(RawConnection&, std::string_view bytes)
{
    if (mute_.empty())
        noteActivity();
    if (!output_ || !output_->take(bytes))
        return false;
    for (const std::string_view id : {"W19", "W20", "M4", "M5", "T5", "T9", "T11"})
        if (const auto fault = holding(id))
            bitten(*fault, std::to_string(bytes.size()) + " bytes are held back or cut");
    return true;
}

void ServerFaultLink::closed()
{
    for (const TimerId timer : std::exchange(timers_, {}))
        faults_.clock_.cancelTimer(timer);
    output_.reset();
    const auto effects = faults_.schedule_.connectionClosed(facts_.number, faults_.clock_.now());
    states_.clear();
    deaf_.clear();
    mute_.clear();
    faults_.links_.erase(facts_.number);
    faults_.apply(effects);
}

} // namespace redial
