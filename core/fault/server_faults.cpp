// SPDX-License-Identifier: MIT
#include "core/fault/server_faults.h"

#include "core/fault/server_fault_link.h"
#include "core/net/socket_filter.h"
#include "core/server/scripted_server.h"

#include <utility>

namespace redial {

ServerFaults::ServerFaults(const FaultPlan& plan, Clock& clock, Random random,
                           EventRecorder recorder)
    : clock_(clock)
    , schedule_(plan, clock.now(), random)
    , journal_(schedule_, recorder, FaultMode::Server)
    , wide_(clock,
            [this](FaultIndex fault, const std::string& detail) {
                if (schedule_.bitten(fault, std::nullopt))
                    journal_.recordBitten(fault, std::nullopt, detail);
            })
    , hasSocketFilter_(socketFilterObstacle().isEmpty())
{
}

ServerFaults::~ServerFaults()
{
    clock_.cancelTimer(timer_);
}

InterceptorFactory ServerFaults::factory()
{
    return [this](const ServerLinkFacts& facts) {
        auto link = std::make_unique<ServerFaultLink>(*this, facts);
        links_[facts.number] = link.get();
        return link;
    };
}

void ServerFaults::setServer(ScriptedServer* server)
{
    wide_.setPort(nullptr);
    port_.reset();
    if (server == nullptr)
        return;
    wide_.setPort(&port_.emplace(*server));
    QObject::connect(server, &ScriptedServer::listening, server, [this] { wide_.listens(); });
}

void ServerFaults::doWithoutSocketFilters()
{
    hasSocketFilter_ = false;
    wide_.setBlockadeMeans(ListenerBlockade::Means::Queue);
}

void ServerFaults::start()
{
    apply(schedule_.start(clock_.now()));
}

void ServerFaults::finish()
{
    apply(schedule_.finish(clock_.now()));
    wide_.finish();
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
        if (const auto waiting = afterTls_.find(*effect.connection); waiting != afterTls_.end())
            keepForAfterTls(waiting->second, effect);
        else
            act(effect);
    }
    rearm();
}

void ServerFaults::act(const FaultEffect& effect)
{
    const auto link = links_.find(*effect.connection);
    if (link == links_.end())
        return;
    if (effect.kind == FaultEffect::Kind::Begin)
        link->second->begin(effect.fault);
    else if (effect.kind == FaultEffect::Kind::End)
        link->second->end(effect.fault);
}

void ServerFaults::applyToServer(const FaultEffect& effect)
{
    const bool begins = effect.kind == FaultEffect::Kind::Begin;
    if (!begins && effect.kind != FaultEffect::Kind::End)
        return;
    const Fault& fault = schedule_.planned(effect.fault).fault;
    if (begins)
        wide_.begin(effect.fault, fault, schedule_.random(effect.fault));
    else
        wide_.end(effect.fault, fault);
    if (fault.id() == "P3")
        hang(effect.fault, begins);
}

void ServerFaults::hang(FaultIndex fault, bool begins)
{
    hang_.reset();
    if (begins)
        hang_ = fault;
    const auto links = links_;
    for (const auto& [number, link] : links) {
        if (begins)
            link->begin(fault);
        else
            link->end(fault);
    }
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
