// SPDX-License-Identifier: MIT
#include "core/fault/server_faults.h"

#include "core/fault/server_fault_link.h"
#include "core/server/scripted_server.h"

#include <utility>

namespace redial {

ServerFaults::ServerFaults(const FaultPlan& plan, Clock& clock, Random random,
                           EventRecorder recorder)
    : clock_(clock)
    , schedule_(plan, clock.now(), random)
    , journal_(schedule_, recorder, FaultMode::Server)
{
}

ServerFaults::~ServerFaults()
{
    clock_.cancelTimer(timer_);
    for (const auto& [fault, timer] : flaps_)
        clock_.cancelTimer(timer);
}

InterceptorFactory ServerFaults::factory()
{
    return [this](const ServerLinkFacts& facts) {
        auto link = std::make_unique<ServerFaultLink>(*this, facts);
        links_[facts.number] = link.get();
        return link;
    };
}

void ServerFaults::start()
{
    apply(schedule_.start(clock_.now()));
}

void ServerFaults::finish()
{
    apply(schedule_.finish(clock_.now()));
    journal_.recordUnbitten();
    clock_.cancelTimer(std::exchange(timer_, 0));
}

std::vector<HostedFault> ServerFaults::hostedFaults() const
{
    return hostedFaultsOf(schedule_);
}

Expected<FaultIndex, QString> ServerFaults::addFault(const PlannedFault& fault)
{
    if (const QString no = reasonNotToAdd(fault, FaultMode::Server); !no.isEmpty())
        return Unexpected{no};
    const FaultIndex index = schedule_.add(fault);
    if (fault.armed)
        apply(schedule_.arm(index, clock_.now()));
    return index;
}

bool ServerFaults::armFault(FaultIndex fault)
{
    if (fault >= schedule_.size())
        return false;
    apply(schedule_.arm(fault, clock_.now()));
    return true;
}

bool ServerFaults::disarmFault(FaultIndex fault)
{
    if (fault >= schedule_.size())
        return false;
    apply(schedule_.disarm(fault, clock_.now()));
    return true;
}

void ServerFaults::apply(const FaultSchedule::Effects& effects)
{
    for (const FaultEffect& effect : effects) {
        journal_.record(effect);
        if (!effect.connection) {
            applyToServer(effect);
            continue;
        }
        const auto link = links_.find(*effect.connection);
        if (link == links_.end())
            continue;
        if (effect.kind == FaultEffect::Kind::Begin)
            link->second->begin(effect.fault);
        else if (effect.kind == FaultEffect::Kind::End)
            link->second->end(effect.fault);
    }
    rearm();
}

void ServerFaults::applyToServer(const FaultEffect& effect)
{
    const bool begins = effect.kind == FaultEffect::Kind::Begin;
    if (server_ == nullptr || (!begins && effect.kind != FaultEffect::Kind::End))
        return;
    const Fault& fault = schedule_.planned(effect.fault).fault;
    if (fault.id() == "T1")
        setListening(!begins, effect.fault, begins && fault.isOn("drop_connections"));
    if (fault.id() != "T12")
        return;
    if (begins)
        return flap(effect.fault, true);
    clock_.cancelTimer(std::exchange(flaps_[effect.fault], 0));
    setListening(true, effect.fault, false);
}

void ServerFaults::flap(FaultIndex index, bool down)
{
    const Fault& fault = schedule_.planned(index).fault;
    setListening(!down, index, down && fault.isOn("drop_connections"));
    flaps_[index] = clock_.startTimer(fault.duration(down ? "down" : "up"),
                                      [this, index, down] { flap(index, !down); });
}

void ServerFaults::setListening(bool on, FaultIndex fault, bool dropConnections)
{
    if (on) {
        if (!server_->isListening())
            static_cast<void>(server_->listen());
        return;
    }
    server_->stopListening();
    if (schedule_.bitten(fault, std::nullopt))
        journal_.recordBitten(fault, std::nullopt, "the port is closed");
    if (!dropConnections)
        return;
    for (const quint32 number : server_->linkNumbers())
        if (ServerLink* link = server_->link(number))
            link->reset();
}

void ServerFaults::rearm()
{
    clock_.cancelTimer(std::exchange(timer_, 0));
    const auto due = schedule_.nextDue();
    if (!due)
        return;
    timer_ = clock_.startTimer(*due - clock_.now(), [this] {
        timer_ = 0;
        apply(schedule_.timePassed(clock_.now()));
    });
}

} // namespace redial
