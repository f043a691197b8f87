// SPDX-License-Identifier: MIT
#include "core/fault/virtual_faults.h"

#include "core/fault/client_machine.h"
#include "core/fault/virtual_upgrade.h"
#include "core/server/in_memory_server.h"

#include <utility>

namespace redial {

namespace {

constexpr std::uint16_t serviceRestart = 1012;

bool actsOnUpgrade(const Fault& fault)
{
    const FaultStage stage = fault.definition().stage;
    const std::string_view id = fault.id();
    return stage == FaultStage::Tls || stage == FaultStage::Upgrade ||
           fault.definition().level == FaultLevel::Dns || id == "T3" || id == "T4" || id == "T5";
}

std::string connectionsText(std::size_t count)
{
    return std::to_string(count) + (count == 1 ? " connection" : " connections");
}

} // namespace

VirtualFaults::VirtualFaults(const FaultPlan& plan, Clock& clock, Random random,
                             EventRecorder recorder)
    : ScheduledFaults(plan, clock, random, recorder, FaultMode::Virtual)
{
}

VirtualFaults::~VirtualFaults()
{
    for (const TimerId timer : timers_)
        clock_.cancelTimer(timer);
}

void VirtualFaults::finish()
{
    endFaults();
    closeJournal();
    for (const TimerId timer : std::exchange(timers_, {}))
        clock_.cancelTimer(timer);
}

void VirtualFaults::later(std::chrono::nanoseconds delay, std::function<void()> action)
{
    const auto id = std::make_shared<TimerId>();
    *id = clock_.startTimer(delay, [this, id, action = std::move(action)] {
        timers_.erase(*id);
        action();
    });
    timers_.insert(*id);
}

std::optional<InMemoryAnswer> VirtualFaults::answer(const ServerLinkFacts& facts,
                                                    const TransportRequest& request,
                                                    const QString& usual)
{
    const FaultConnectionFacts known{facts.number, facts.peerAddress, request.url.path(),
                                     facts.identity};
    links_.emplace(facts.number, std::make_unique<VirtualFaultLink>(*this, facts.number));
    request_ = &request;
    usual_ = usual;
    answer_.reset();
    if (!hungBy_.empty() || !silentBy_.empty())
        answer_ = InMemoryAnswer{InMemoryAnswer::Silent{}};
    apply(schedule_.connectionBegins(known, clock_.now()));
    apply(schedule_.requestRead(known, clock_.now()));
    request_ = nullptr;
    if (answer_ && !std::holds_alternative<InMemoryAnswer::Accept>(answer_->answer))
        onClosed(facts.number);
    return std::exchange(answer_, std::nullopt);
}

void VirtualFaults::opened(InMemoryServerLink& link)
{
    const quint32 number = link.facts().number;
    links_[number]->opened(link);
    QObject::connect(&link.peer(), &InMemoryPeer::closed, [this, number] { onClosed(number); });
    apply(schedule_.opened(number, clock_.now()));
}

bool VirtualFaults::takesMessage(quint32 number, const QString& text)
{
    const auto link = links_.find(number);
    return link != links_.end() && link->second->takesMessage(text);
}

void VirtualFaults::onClosed(quint32 number)
{
    links_.erase(number);
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
    const Fault& fault = faultAt(effect.fault);
    const auto link = links_.find(*effect.connection);
    if (link == links_.end() || fault.definition().stage == FaultStage::Message)
        return;
    if (!actsOnUpgrade(fault))
        return link->second->begin(effect.fault);
    if (!request_)
        return;
    if (auto answer = virtualUpgrade(fault, *request_, usual_, clock_.wallNow())) {
        answer_ = std::move(answer);
        bitten(effect.fault, effect.connection, "the upgrade's answer");
    }
}

void VirtualFaults::end(const FaultEffect& effect)
{
    if (!effect.connection)
        return endOnServer(effect.fault);
    const auto link = links_.find(*effect.connection);
    if (link != links_.end())
        link->second->end(effect.fault);
}

void VirtualFaults::beginOnServer(FaultIndex index)
{
    const Fault& fault = faultAt(index);
    const std::string_view id = fault.id();
    if (id == "T1") {
        bitten(index, std::nullopt, "the port is closed");
        closePort(index, fault.isOn("drop_connections"));
    } else if (id == "T12") {
        flapPort(index, true);
    } else if (id == "T2" || id == "T13" || id == "T14") {
        silentBy_.insert(index);
        bitten(index, std::nullopt, "nobody new is answered");
    } else if (id == "P1") {
        restart(index);
    } else if (id == "P2") {
        beLame(index);
    } else if (id == "P3") {
        hungBy_.insert(index);
        for (const auto& [number, link] : links_)
            link->settle();
        bitten(index, std::nullopt, "the server stands still");
    } else if (id == "P4") {
        suspend(index);
    } else if (id == "P5") {
        bitten(index, std::nullopt, machine_->jump(fault));
    } else if (id == "P6") {
        changeBackends(index);
    }
}

void VirtualFaults::endOnServer(FaultIndex index)
{
    if (!faultAt(index).definition().lasts)
        return;
    silentBy_.erase(index);
    if (hungBy_.erase(index) > 0)
        for (const auto& [number, link] : links_)
            link->settle();
    openPort(index);
}

void VirtualFaults::closePort(FaultIndex index, bool dropsConnections)
{
    closedBy_.insert(index);
    if (dropsConnections)
        server_->stop();
    server_->setListening(false);
}

void VirtualFaults::openPort(FaultIndex index)
{
    if (closedBy_.erase(index) > 0 && closedBy_.empty())
        server_->setListening(true);
}

void VirtualFaults::openPortLater(FaultIndex index, std::chrono::nanoseconds delay)
{
    later(delay, [this, index] { openPort(index); });
}

void VirtualFaults::flapPort(FaultIndex index, bool down)
{
    if (!schedule_.holds(index, std::nullopt))
        return;
    const Fault& fault = faultAt(index);
    if (down) {
        bitten(index, std::nullopt, "the port is closed");
        closePort(index, fault.isOn("drop_connections"));
    } else {
        openPort(index);
    }
    later(std::max<std::chrono::nanoseconds>(fault.duration(down ? "down" : "up"),
                                             std::chrono::milliseconds(1)),
          [this, index, down] { flapPort(index, !down); });
}

std::vector<quint32> VirtualFaults::standing() const
{
    std::vector<quint32> numbers;
    for (const auto& [number, link] : links_)
        if (link->peer())
            numbers.push_back(number);
    return numbers;
}

void VirtualFaults::endLink(quint32 number, const QString& how, std::uint16_t code)
{
    const auto link = links_.find(number);
    InMemoryPeer* const peer = link == links_.end() ? nullptr : link->second->peer();
    if (peer == nullptr)
        return;
    if (how == QLatin1String("close"))
        peer->close(code, QStringLiteral("the server goes away"));
    else if (how == QLatin1String("fin"))
        peer->endStream();
    else
        peer->reset();
}

void VirtualFaults::restart(FaultIndex index)
{
    const Fault& fault = faultAt(index);
    bitten(index, std::nullopt, connectionsText(links_.size()) + " ended, and the port is closed");
    closePort(index, false);
    for (const quint32 number : standing())
        endLink(number, fault.text("end"), serviceRestart);
    openPortLater(index, fault.duration("down"));
}

void VirtualFaults::beLame(FaultIndex index)
{
    const Fault& fault = faultAt(index);
    const std::vector<quint32> links = standing();
    const auto window = fault.duration("window");
    const auto gaps = static_cast<std::int64_t>(std::max<std::size_t>(links.size(), 2) - 1);
    bitten(index, std::nullopt,
           "the port is closed, and " + connectionsText(links.size()) + " closed one by one");
    closePort(index, false);
    for (std::size_t i = 0; i < links.size(); ++i) {
        later(window * std::int64_t(i) / gaps,
              [this, number = links[i], code = std::uint16_t(fault.number("code"))] {
                  endLink(number, QStringLiteral("close"), code);
              });
    }
    openPortLater(index, window + fault.duration("down"));
}

void VirtualFaults::changeBackends(FaultIndex index)
{
    const Fault& fault = faultAt(index);
    std::size_t ended = 0;
    for (const quint32 number : standing()) {
        if (schedule_.random(index).uniform() >= fault.probability("share"))
            continue;
        endLink(number, fault.text("end"), serviceRestart);
        ++ended;
    }
    if (ended > 0)
        bitten(index, std::nullopt, connectionsText(ended) + " went with their server");
}

void VirtualFaults::suspend(FaultIndex index)
{
    const std::string what = machine_->suspend(faultAt(index));
    for (const auto& [number, link] : links_)
        link->lose();
    bitten(index, std::nullopt, what);
}

} // namespace redial
