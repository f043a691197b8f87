// SPDX-License-Identifier: MIT
#include "core/fault/virtual_faults.h"

#include "core/fault/client_machine.h"
#include "core/server/in_memory_server.h"
#include "core/wire/ocpp_message.h"

#include <array>
#include <utility>

namespace redial {

namespace {

using Silent = InMemoryAnswer::Silent;
using Refuse = InMemoryAnswer::Refuse;

constexpr std::uint16_t serviceRestart = 1012;
/// Of a restart: no fault of a plan has this place.
constexpr FaultIndex restarting = static_cast<FaultIndex>(-1);

int statusOf(const Fault& fault)
{
    if (fault.id() == "H2")
        return 404;
    if (fault.id() == "H4")
        return 429;
    return fault.id() == "H5" ? 503 : int(fault.number("status"));
}

InMemoryAnswer refusal(const Fault& fault)
{
    CloseInfo info{.cause = CloseCause::HttpRefused,
                   .httpStatus = statusOf(fault),
                   .detail = "refused on purpose"};
    if (fault.id() == "H4" || fault.id() == "H5")
        info.retryAfter =
            std::chrono::ceil<std::chrono::milliseconds>(fault.duration("retry_after"));
    return {Refuse{info}};
}

} // namespace

VirtualFaults::VirtualFaults(const FaultPlan& plan, Clock& clock, Random random,
                             EventRecorder recorder)
    : ScheduledFaults(plan, clock, random, recorder, FaultMode::Virtual)
{
}

VirtualFaults::~VirtualFaults()
{
    clock_.cancelTimer(restart_);
    for (const auto& [number, link] : links_)
        for (const TimerId timer : link.timers)
            clock_.cancelTimer(timer);
}

void VirtualFaults::finish()
{
    endFaults();
    closeJournal();
    clock_.cancelTimer(std::exchange(restart_, 0));
}

std::optional<InMemoryAnswer> VirtualFaults::answer(const ServerLinkFacts& facts,
                                                    const QString& path)
{
    const FaultConnectionFacts known{facts.number, facts.peerAddress, path, facts.identity};
    links_[facts.number];
    answer_.reset();
    if (!hungBy_.empty())
        answer_ = InMemoryAnswer{Silent{}};
    apply(schedule_.connectionBegins(known, clock_.now()));
    apply(schedule_.requestRead(known, clock_.now()));
    if (answer_)
        onClosed(facts.number);
    return std::exchange(answer_, std::nullopt);
}

void VirtualFaults::opened(quint32 number, InMemoryPeer& peer)
{
    links_[number].peer = &peer;
    QObject::connect(&peer, &InMemoryPeer::textReceived, [this, number](const QString& text) {
        onMessage(number, FaultOpcode::Text, text);
    });
    QObject::connect(&peer, &InMemoryPeer::binaryReceived,
                     [this, number] { onMessage(number, FaultOpcode::Binary, {}); });
    QObject::connect(&peer, &InMemoryPeer::pingReceived, [this, number] {
        for (const FaultIndex index : links_[number].states)
            if (faultAt(index).id() == "W22")
                bitten(index, number, "the pong to a ping");
        onMessage(number, FaultOpcode::Ping, {});
    });
    QObject::connect(&peer, &InMemoryPeer::closeReceived, [this, number] {
        for (const FaultIndex index : links_[number].states)
            if (faultAt(index).id() == "W5")
                bitten(index, number, "the answer to Close");
    });
    QObject::connect(&peer, &InMemoryPeer::closed, [this, number] { onClosed(number); });
    if (links_[number].isLost)
        setPassing(number);
    // What came before there was a peer.
    for (const FaultIndex index : std::set(links_[number].states))
        actOnLink(index, number, peer);
    apply(schedule_.opened(number, clock_.now()));
}

void VirtualFaults::onMessage(quint32 number, FaultOpcode opcode, const QString& text)
{
    FaultMessage message;
    message.direction = FaultDirection::Upstream;
    message.opcode = opcode;
    message.text = text;
    if (const auto parsed = parseOcppMessage(text, OcppVersion::V16);
        opcode == FaultOpcode::Text && parsed) {
        message.action = parsed->action;
        message.kind = parsed->type == OcppMessageType::Call ? FaultMessageKind::Call
                                                             : FaultMessageKind::Answer;
    }
    apply(schedule_.message(number, message, clock_.now()));
}

void VirtualFaults::onClosed(quint32 number)
{
    const auto link = links_.extract(number);
    if (!link.empty())
        for (const TimerId timer : link.mapped().timers)
            clock_.cancelTimer(timer);
    apply(schedule_.connectionClosed(number, clock_.now()));
}

void VirtualFaults::carryOut(const FaultEffect& effect)
{
    if (effect.kind == FaultEffect::Kind::Begin)
        begin(effect);
    else if (effect.kind == FaultEffect::Kind::End)
        end(effect);
}

void VirtualFaults::begin(const FaultEffect& effect)
{
    if (!effect.connection)
        return beginOnServer(effect.fault);
    const quint32 number = *effect.connection;
    const auto link = links_.find(number);
    if (link == links_.end())
        return;
    const Fault& fault = faultAt(effect.fault);
    if (fault.id() == "T5" || fault.id() == "H10" ||
        fault.definition().stage == FaultStage::Upgrade) {
        const bool isSilent = fault.id() == "T5" || fault.id() == "H10";
        answer_ = isSilent ? InMemoryAnswer{Silent{}} : refusal(fault);
        return bitten(effect.fault, number, "the upgrade's answer");
    }
    const bool waitsForPeer = link->second.peer == nullptr;
    if (waitsForPeer || fault.definition().lasts)
        link->second.states.insert(effect.fault);
    if (!waitsForPeer)
        actOnLink(effect.fault, number, *link->second.peer);
}

void VirtualFaults::end(const FaultEffect& effect)
{
    if (!effect.connection)
        return endOnServer(effect.fault);
    const auto link = links_.find(*effect.connection);
    // An act that waits for its peer is over already for the schedule.
    if (link == links_.end() || !faultAt(effect.fault).definition().lasts ||
        link->second.states.erase(effect.fault) == 0 || link->second.peer == nullptr)
        return;
    link->second.peer->setAutomaticPong(true);
    link->second.peer->setAnswersClose(true);
    setPassing(*effect.connection);
}

void VirtualFaults::actOnLink(FaultIndex index, quint32 number, InMemoryPeer& peer)
{
    const Fault& fault = faultAt(index);
    const std::string_view id = fault.id();
    if (id == "W22")
        return peer.setAutomaticPong(false);
    if (id == "W5")
        return peer.setAnswersClose(false);
    if (id == "T9" || id == "T10" || id == "T11") {
        bitten(index, number, "nothing passes");
        setPassing(number);
        if (id == "T9" && fault.duration("timeout").count() > 0)
            links_[number].timers.insert(
                clock_.startTimer(fault.duration("timeout"), [this, number] {
                    InMemoryPeer* const late = links_[number].peer;
                    late->setMessagesPass(true, true);
                    late->reset();
                }));
        return;
    }
    links_[number].states.erase(index);
    if (id == "T6") {
        bitten(index, number, "RST");
        peer.reset();
    } else if (id == "T7") {
        bitten(index, number, "FIN without a Close frame");
        peer.endStream();
    } else {
        bitten(index, number, "Close " + std::to_string(fault.number("code")));
        peer.close(static_cast<std::uint16_t>(fault.number("code")), fault.text("reason"));
    }
}

void VirtualFaults::setPassing(quint32 number)
{
    bool toServer = hungBy_.empty() && !links_[number].isLost;
    bool toClient = toServer;
    for (const FaultIndex index : links_[number].states) {
        const std::string_view id = faultAt(index).id();
        toServer = toServer && id != "T9" && id != "T10";
        toClient = toClient && id != "T9" && id != "T11";
    }
    if (InMemoryPeer* const peer = links_[number].peer)
        peer->setMessagesPass(toServer, toClient);
}

void VirtualFaults::beginOnServer(FaultIndex index)
{
    const Fault& fault = faultAt(index);
    if (fault.id() == "P3") {
        hungBy_.insert(index);
        for (const auto& [number, link] : std::map(links_))
            setPassing(number);
        return bitten(index, std::nullopt, "the server stands still");
    }
    if (fault.id() == "P1") {
        bitten(index, std::nullopt,
               std::to_string(links_.size()) + " connections ended, and the port is closed");
        return restart(fault);
    }
    if (fault.id() == "P4")
        return suspend(index);
    if (fault.id() == "P5")
        return bitten(index, std::nullopt, machine_->jump(fault));
    closedBy_.insert(index);
    bitten(index, std::nullopt, "the port is closed");
    if (fault.isOn("drop_connections"))
        server_->stop();
    server_->setListening(false);
}

void VirtualFaults::endOnServer(FaultIndex index)
{
    if (hungBy_.erase(index) > 0)
        for (const auto& [number, link] : std::map(links_))
            setPassing(number);
    if (closedBy_.erase(index) > 0 && closedBy_.empty())
        server_->setListening(true);
}

void VirtualFaults::suspend(FaultIndex index)
{
    const std::string what = machine_->suspend(faultAt(index));
    for (const auto& [number, link] : std::map(links_)) {
        links_[number].isLost = true;
        setPassing(number);
    }
    bitten(index, std::nullopt, what);
}

void VirtualFaults::restart(const Fault& fault)
{
    const QString how = fault.text("end");
    server_->setListening(false);
    closedBy_.insert(restarting);
    for (const auto& [number, link] : std::map(links_)) {
        if (link.peer == nullptr)
            continue;
        if (how == QLatin1String("close"))
            link.peer->close(serviceRestart, QStringLiteral("the server goes away"));
        else if (how == QLatin1String("fin"))
            link.peer->endStream();
        else
            link.peer->reset();
    }
    clock_.cancelTimer(restart_);
    restart_ = clock_.startTimer(fault.duration("down"), [this] {
        restart_ = 0;
        endOnServer(restarting);
    });
}

} // namespace redial
