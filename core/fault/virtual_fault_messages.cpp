// SPDX-License-Identifier: MIT
// What a VirtualFaultLink does to the texts that pass.
#include "core/fault/ocpp_fault_messages.h"
#include "core/fault/virtual_fault_link.h"
#include "core/fault/virtual_faults.h"

#include <algorithm>

namespace redial {

namespace {
constexpr std::size_t mostCalls = 256;
}

FaultMessage VirtualFaultLink::messageOf(FaultDirection direction, const QString& text)
{
    FaultMessage message;
    message.direction = direction;
    message.text = text;
    const auto parsed = parseOcppMessage(text, version());
    if (!parsed)
        return message;
    message.action = parsed->action;
    const bool isCall = parsed->type == OcppMessageType::Call;
    message.kind = isCall ? FaultMessageKind::Call : FaultMessageKind::Answer;
    if (isCall && direction == FaultDirection::Upstream)
        calls_.emplace_back(parsed->id, parsed->action);
    if (calls_.size() > mostCalls)
        calls_.pop_front();
    const auto call = std::find_if(calls_.rbegin(), calls_.rend(),
                                   [&](const auto& known) { return known.first == parsed->id; });
    if (!isCall && call != calls_.rend())
        message.action = call->second;
    return message;
}

FaultSchedule::Effects VirtualFaultLink::treat(const FaultMessage& message,
                                               VirtualMessageLine& line)
{
    lastActivity_ = faults_.clock_.now();
    const auto effects = faults_.schedule_.message(number_, message, lastActivity_);
    FaultSchedule::Effects onMessage;
    FaultSchedule::Effects behind;
    std::vector<FaultIndex> about;
    for (const FaultEffect& effect : effects) {
        const bool isOnMessage = faultAt(effect.fault).definition().stage == FaultStage::Message;
        (isOnMessage ? onMessage : behind).push_back(effect);
        if (isOnMessage && effect.kind == FaultEffect::Kind::Begin)
            about.push_back(effect.fault);
    }
    faults_.apply(onMessage);
    change(about, message, line);
    return behind;
}

void VirtualFaultLink::change(const std::vector<FaultIndex>& faults, const FaultMessage& message,
                              VirtualMessageLine& line)
{
    MessageTreatment treatment;
    const WebSocketEvent event{WebSocketEvent::Kind::Text, 0, message.text.toStdString()};
    for (const FaultIndex index : faults) {
        const std::string what =
            message.action.isEmpty() ? "a message" : "the message " + message.action.toStdString();
        if (faultAt(index).id() == "O8") {
            const auto texts = ocppFaultAnswer(faultAt(index), message.text, version());
            bitten(index, what);
            for (const DelayedText& text : texts.value_or(std::vector<DelayedText>()))
                later(text.delay, [this, send = text.text] { link_->sendTextDirectly(send); });
            treatment.drop = texts.has_value();
        } else if (addTreatment(treatment, faultAt(index), event,
                                faults_.schedule_.random(index))) {
            bitten(index, what);
        }
    }
    line.push(message.text, treatment);
}

void VirtualFaultLink::onText(const QString& text)
{
    faults_.apply(treat(messageOf(FaultDirection::Upstream, text), toServer_));
}

bool VirtualFaultLink::takesMessage(const QString& text)
{
    if (!peer_ || !faults_.schedule_.looksAtMessages())
        return false;
    faults_.apply(treat(messageOf(FaultDirection::Downstream, text), toClient_));
    return true;
}

} // namespace redial
